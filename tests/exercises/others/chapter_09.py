"""Wrong answers to the exercises of chapter 9, as students would give them."""

import numpy as np
from answers_of_others import Answers

ANSWERS = Answers()
wrong, value = ANSWERS.wrong, ANSWERS.value


# 9.1 Half of it is gone (right: b)

value("9.1", "a", "nothing is lost: a time step too long makes the energy grow or explode", "a")
value("9.1", "c", "wrong forces would let the energy drift on, it would not stay at 500 K", "c")
value("9.1", "d", "NVE has no thermostat", "d")
value("9.1", "upper_a", "blames velocity Verlet (letter a, capital)", "A")
value("9.1", "upper_c", "blames the forces (letter c, capital)", "C")
value("9.1", "upper_d", "sees a thermostat in NVE (letter d, capital)", "D")
value("9.1", "bracket_a", "blames velocity Verlet (letter a with bracket)", "a)")
value("9.1", "brackets_c", "blames the forces (letter c in brackets)", "(c)")
value("9.1", "space_d", "sees a thermostat in NVE (letter d and a space)", " d")
value("9.1", "two_letters", "hedges with the wrong a and b", "a, b")
value("9.1", "two_letters_joined", "hedges with b and the wrong c", "bc")
value("9.1", "or", "hedges: b or d", "b or d")
value("9.1", "not_b", "excludes the right one", "not b")
value("9.1", "list", "a list of two letters, one of them wrong", ["b", "c"])
value("9.1", "all", "all letters", "abcd")
value("9.1", "no_such_letter", "there is no answer e", "e")
value("9.1", "empty", "an empty string", "")
value("9.1", "none", "nothing", None)
value("9.1", "ellipsis", "left the stub as it was", ...)
value("9.1", "half", "how much is gone instead of a letter", 0.5)
value("9.1", "temperature", "the temperature instead of a letter", 500)
value("9.1", "number", "the number 2, for the second answer, instead of a letter", 2)
value("9.1", "words_of_a", "the words of answer a", "The time step was too long")
value("9.1", "words_of_c", "the words of answer c", "The forces are wrong")
value("9.1", "words_of_d", "the words of answer d", "The thermostat was set to 500 K")

# 9.2 The longest step (right: 2.69)

wavenumber, light = 3943, 2.998e-05
frequency = wavenumber * light
omega = 2 * np.pi * frequency

value("9.2", "period", "the period of the vibration instead of 2 / omega", 1 / frequency)
value("9.2", "no_two_pi", "2 over the frequency: the 2 pi of the angular frequency is forgotten", 2 / frequency)
value("9.2", "one_over_omega", "1 / omega instead of 2 / omega", 1 / omega)
value("9.2", "tenth", "a tenth of the period: a rule of thumb, not the limit", 0.1 / frequency)
value("9.2", "twentieth", "a twentieth of the period, as one would choose it", 0.05 / frequency)
value("9.2", "half_period", "half of a period", 0.5 / frequency)
value("9.2", "quarter_period", "a quarter of a period", 0.25 / frequency)
value("9.2", "omega", "the angular frequency itself, in 1/fs", omega)
value("9.2", "half_omega", "upside down: omega / 2", omega / 2)
value("9.2", "frequency", "the frequency, in 1/fs", frequency)
value("9.2", "two_pi_twice", "2 pi is multiplied in twice", 2 / (2 * np.pi * omega))
value("9.2", "pi_only", "pi in place of 2 pi", 2 / (np.pi * frequency))
value("9.2", "times_omega", "2 times omega instead of 2 over omega", 2 * omega)
value("9.2", "root_of_omega", "the root is drawn once too often: 2 over the root of omega", 2 / omega**0.5)
value("9.2", "brackets", "brackets are missing: 2 / 2 / pi * frequency", 2 / 2 / np.pi * frequency)
value("9.2", "seconds", "in seconds", 2 / (2 * np.pi * wavenumber * 2.998e10))
value("9.2", "picoseconds", "in ps", 2 / omega / 1000)
value("9.2", "metres", "the wavenumber is changed to 1/m, the speed of light not", 2 / (omega * 100))
value("9.2", "wrong_metres", "the speed of light in m/fs with a wavenumber in 1/cm", 2 / (omega / 100))
value("9.2", "no_light", "the speed of light is forgotten", 2 / (2 * np.pi * wavenumber))
value("9.2", "light_over_wavenumber", "speed of light over wavenumber, as if it were a wavelength", light / wavenumber)
value("9.2", "divided_by_light", "the wavenumber is divided by c", 2 / (2 * np.pi * wavenumber / light))
value("9.2", "omega_squared", "2 over omega squared", 2 / omega**2)
value("9.2", "root_two", "the root of 2 in place of 2", 2**0.5 / omega)
value("9.2", "usual", "the usual time step instead of the longest one", 0.5)
value("9.2", "rounded_up", "rounded up to whole femtoseconds: it explodes there", 3)
value("9.2", "negative", "a negative time", -2 / omega)
value("9.2", "letter", "a letter, there are no options here", "b")


# 9.3 How hard it is to press


@wrong("9.3", "half", "E'' is taken as a, it is 2 a: half of it")
def bulk_modulus(volumes, energies):
    a, b, _c = np.polyfit(volumes, energies, 2)
    return -b / (2 * a) * a * 160.2177


@wrong("9.3", "no_unit", "in eV/A^3 instead of GPa")
def bulk_modulus(volumes, energies):
    a, b, _c = np.polyfit(volumes, energies, 2)
    return -b / (2 * a) * 2 * a


@wrong("9.3", "divided_by_unit", "divided by the unit instead of multiplied")
def bulk_modulus(volumes, energies):
    a, b, _c = np.polyfit(volumes, energies, 2)
    return -b / (2 * a) * 2 * a / 160.2177


@wrong("9.3", "megapascal", "in MPa: a factor of 1000 too many")
def bulk_modulus(volumes, energies):
    a, b, _c = np.polyfit(volumes, energies, 2)
    return -b / (2 * a) * 2 * a * 160.2177 * 1000


@wrong("9.3", "no_volume", "E'' alone: the volume V0 is forgotten")
def bulk_modulus(volumes, energies):
    a, _b, _c = np.polyfit(volumes, energies, 2)
    return 2 * a * 160.2177


@wrong("9.3", "divided_by_volume", "divided by V0 instead of multiplied")
def bulk_modulus(volumes, energies):
    a, b, _c = np.polyfit(volumes, energies, 2)
    return 2 * a / (-b / (2 * a)) * 160.2177


@wrong("9.3", "sign", "the minus of -b / 2a is forgotten: negative volume and modulus")
def bulk_modulus(volumes, energies):
    a, b, _c = np.polyfit(volumes, energies, 2)
    return b / (2 * a) * 2 * a * 160.2177


@wrong("9.3", "b_over_a", "V0 = -b / a: the 2 is forgotten, the modulus is doubled")
def bulk_modulus(volumes, energies):
    a, b, _c = np.polyfit(volumes, energies, 2)
    return -b / a * 2 * a * 160.2177


@wrong("9.3", "brackets", "-b / 2 * a: brackets are missing")
def bulk_modulus(volumes, energies):
    a, b, _c = np.polyfit(volumes, energies, 2)
    v0 = -b / 2 * a
    return v0 * 2 * a * 160.2177


@wrong("9.3", "reversed", "the coefficients in the wrong order: polyfit begins with the highest power")
def bulk_modulus(volumes, energies):
    c, b, a = np.polyfit(volumes, energies, 2)
    return -b / (2 * a) * 2 * c * 160.2177


@wrong("9.3", "reversed_all", "a is the constant here: polyfit begins with the highest power")
def bulk_modulus(volumes, energies):
    c, b, a = np.polyfit(volumes, energies, 2)
    v0 = -b / (2 * c)
    return v0 * 2 * a * 160.2177


@wrong("9.3", "lowest_sample", "the volume of the lowest sample instead of the lowest point of the parabola")
def bulk_modulus(volumes, energies):
    a, _b, _c = np.polyfit(volumes, energies, 2)
    return volumes[np.argmin(energies)] * 2 * a * 160.2177


@wrong("9.3", "mean_volume", "the mean of the volumes instead of V0")
def bulk_modulus(volumes, energies):
    a, _b, _c = np.polyfit(volumes, energies, 2)
    return np.mean(volumes) * 2 * a * 160.2177


@wrong("9.3", "first_volume", "the first volume instead of V0")
def bulk_modulus(volumes, energies):
    a, _b, _c = np.polyfit(volumes, energies, 2)
    return volumes[0] * 2 * a * 160.2177


@wrong("9.3", "middle_volume", "the volume in the middle of the list: they come in any order, and V0 is elsewhere")
def bulk_modulus(volumes, energies):
    a, _b, _c = np.polyfit(volumes, energies, 2)
    return volumes[len(volumes) // 2] * 2 * a * 160.2177


@wrong("9.3", "swapped", "the volume as a function of the energy: arguments of polyfit swapped")
def bulk_modulus(volumes, energies):
    a, b, _c = np.polyfit(energies, volumes, 2)
    return -b / (2 * a) * 2 * a * 160.2177


@wrong("9.3", "lengths", "a parabola of the length of the cube instead of the volume")
def bulk_modulus(volumes, energies):
    a, b, _c = np.polyfit(np.cbrt(volumes), energies, 2)
    return (-b / (2 * a)) ** 3 * 2 * a * 160.2177


@wrong("9.3", "cubic", "a cubic, with the first three coefficients taken for those of a parabola")
def bulk_modulus(volumes, energies):
    a, b, _c, _d = np.polyfit(volumes, energies, 3)
    return -b / (2 * a) * 2 * a * 160.2177


@wrong("9.3", "straight_line", "a straight line: a slope is no curvature")
def bulk_modulus(volumes, energies):
    a, b = np.polyfit(volumes, energies, 1)
    return -b / (2 * a) * 2 * a * 160.2177


@wrong("9.3", "second_differences", "differences of differences as the samples come: they are in any order")
def bulk_modulus(volumes, energies):
    v0 = volumes[np.argmin(energies)]
    curvature = np.gradient(np.gradient(energies, volumes), volumes)
    return v0 * curvature[np.argmin(energies)] * 160.2177


@wrong("9.3", "three_samples", "a parabola through the first three samples only: no least squares")
def bulk_modulus(volumes, energies):
    a, b, _c = np.polyfit(volumes[:3], energies[:3], 2)
    return -b / (2 * a) * 2 * a * 160.2177


@wrong("9.3", "sorted_volumes", "the volumes are sorted, the energies stay as they were")
def bulk_modulus(volumes, energies):
    a, b, _c = np.polyfit(np.sort(volumes), energies, 2)
    return -b / (2 * a) * 2 * a * 160.2177


@wrong("9.3", "both_sorted", "volumes and energies are sorted each by itself: the pairs are torn apart")
def bulk_modulus(volumes, energies):
    a, b, _c = np.polyfit(np.sort(volumes), np.sort(energies), 2)
    return -b / (2 * a) * 2 * a * 160.2177


@wrong("9.3", "equilibrium_volume", "returns V0 instead of the modulus")
def bulk_modulus(volumes, energies):
    a, b, _c = np.polyfit(volumes, energies, 2)
    return -b / (2 * a)


@wrong("9.3", "pair", "returns V0 and the modulus as a pair")
def bulk_modulus(volumes, energies):
    a, b, _c = np.polyfit(volumes, energies, 2)
    v0 = -b / (2 * a)
    return v0, v0 * 2 * a * 160.2177


@wrong("9.3", "energy", "the lowest energy over V0: a pressure, but no curvature")
def bulk_modulus(volumes, energies):
    a, b, c = np.polyfit(volumes, energies, 2)
    v0 = -b / (2 * a)
    return np.polyval([a, b, c], v0) / v0 * 160.2177


@wrong("9.3", "through_origin", "no constant term: the parabola is forced through zero")
def bulk_modulus(volumes, energies):
    columns = np.stack([volumes**2, volumes], axis=1)
    a, b = np.linalg.lstsq(columns, energies, rcond=None)[0]
    return -b / (2 * a) * 2 * a * 160.2177


# 9.4 From springs to wavenumbers


@wrong("9.4", "no_masses", "the masses are not used")
def wavenumbers(hessian, masses):
    e = np.linalg.eigvalsh(hessian)
    return np.sign(e) * np.sqrt(np.abs(e)) * 521.4709


@wrong("9.4", "no_root_of_masses", "divided by both masses instead of their roots")
def wavenumbers(hessian, masses):
    m = np.repeat(masses, 3)
    e = np.linalg.eigvalsh(hessian / np.outer(m, m))
    return np.sign(e) * np.sqrt(np.abs(e)) * 521.4709


@wrong("9.4", "rows_only", "only the rows are divided by the masses: no symmetric matrix, as eigvalsh wants it")
def wavenumbers(hessian, masses):
    m = np.repeat(masses, 3)
    e = np.linalg.eigvalsh(hessian / m[:, None])
    return np.sign(e) * np.sqrt(np.abs(e)) * 521.4709


@wrong("9.4", "root_of_rows", "divided by the root of one of the masses only")
def wavenumbers(hessian, masses):
    m = np.sqrt(np.repeat(masses, 3))
    e = np.linalg.eigvalsh(hessian / m)
    return np.sign(e) * np.sqrt(np.abs(e)) * 521.4709


@wrong("9.4", "multiplied", "multiplied by the roots of the masses instead of divided")
def wavenumbers(hessian, masses):
    m = np.sqrt(np.repeat(masses, 3))
    e = np.linalg.eigvalsh(hessian * np.outer(m, m))
    return np.sign(e) * np.sqrt(np.abs(e)) * 521.4709


@wrong("9.4", "tiled", "np.tile instead of np.repeat: the masses are in the wrong order")
def wavenumbers(hessian, masses):
    m = np.sqrt(np.tile(masses, 3))
    e = np.linalg.eigvalsh(hessian / np.outer(m, m))
    return np.sign(e) * np.sqrt(np.abs(e)) * 521.4709


@wrong("9.4", "n_masses", "n masses for 3n rows: the shapes do not fit")
def wavenumbers(hessian, masses):
    m = np.sqrt(masses)
    e = np.linalg.eigvalsh(hessian / np.outer(m, m))
    return np.sign(e) * np.sqrt(np.abs(e)) * 521.4709


@wrong("9.4", "first_mass", "one mass for all atoms, the first")
def wavenumbers(hessian, masses):
    e = np.linalg.eigvalsh(hessian / masses[0])
    return np.sign(e) * np.sqrt(np.abs(e)) * 521.4709


@wrong("9.4", "mean_mass", "one mass for all atoms, the mean")
def wavenumbers(hessian, masses):
    e = np.linalg.eigvalsh(hessian / np.mean(masses))
    return np.sign(e) * np.sqrt(np.abs(e)) * 521.4709


@wrong("9.4", "nan", "the root of a negative eigenvalue is NaN")
def wavenumbers(hessian, masses):
    m = np.sqrt(np.repeat(masses, 3))
    return np.sqrt(np.linalg.eigvalsh(hessian / np.outer(m, m))) * 521.4709


@wrong("9.4", "positive", "the sign of negative eigenvalues is lost: imaginary ones look real")
def wavenumbers(hessian, masses):
    m = np.sqrt(np.repeat(masses, 3))
    return np.sqrt(np.abs(np.linalg.eigvalsh(hessian / np.outer(m, m)))) * 521.4709


@wrong("9.4", "positive_sorted", "the sizes, sorted: the sign of negative eigenvalues is lost")
def wavenumbers(hessian, masses):
    m = np.sqrt(np.repeat(masses, 3))
    return np.sort(np.sqrt(np.abs(np.linalg.eigvalsh(hessian / np.outer(m, m)))) * 521.4709)


@wrong("9.4", "cut_off", "negative eigenvalues are set to zero")
def wavenumbers(hessian, masses):
    m = np.sqrt(np.repeat(masses, 3))
    e = np.maximum(np.linalg.eigvalsh(hessian / np.outer(m, m)), 0)
    return np.sqrt(e) * 521.4709


@wrong("9.4", "real_part", "the real part of a complex root: imaginary frequencies become zero")
def wavenumbers(hessian, masses):
    m = np.sqrt(np.repeat(masses, 3))
    e = np.linalg.eigvalsh(hessian / np.outer(m, m))
    return np.sqrt(e.astype(complex)).real * 521.4709


@wrong("9.4", "complex", "complex numbers instead of minus the size")
def wavenumbers(hessian, masses):
    m = np.sqrt(np.repeat(masses, 3))
    e = np.linalg.eigvalsh(hessian / np.outer(m, m))
    return np.sqrt(e.astype(complex)) * 521.4709


@wrong("9.4", "negative_dropped", "negative eigenvalues are left out: not all 3n")
def wavenumbers(hessian, masses):
    m = np.sqrt(np.repeat(masses, 3))
    e = np.linalg.eigvalsh(hessian / np.outer(m, m))
    return np.sqrt(e[e > 0]) * 521.4709


@wrong("9.4", "six_dropped", "the first six are left out as translations and rotations: all 3n were asked")
def wavenumbers(hessian, masses):
    m = np.sqrt(np.repeat(masses, 3))
    e = np.linalg.eigvalsh(hessian / np.outer(m, m))
    return (np.sign(e) * np.sqrt(np.abs(e)) * 521.4709)[6:]


@wrong("9.4", "descending", "descending instead of ascending")
def wavenumbers(hessian, masses):
    m = np.sqrt(np.repeat(masses, 3))
    e = np.linalg.eigvalsh(hessian / np.outer(m, m))
    return (np.sign(e) * np.sqrt(np.abs(e)) * 521.4709)[::-1]


@wrong("9.4", "by_size", "sorted by size: the imaginary ones do not come first")
def wavenumbers(hessian, masses):
    m = np.sqrt(np.repeat(masses, 3))
    e = np.linalg.eigvalsh(hessian / np.outer(m, m))
    e = e[np.argsort(np.abs(e))]
    return np.sign(e) * np.sqrt(np.abs(e)) * 521.4709


@wrong("9.4", "no_root", "the root of the eigenvalues is forgotten")
def wavenumbers(hessian, masses):
    m = np.sqrt(np.repeat(masses, 3))
    return np.linalg.eigvalsh(hessian / np.outer(m, m)) * 521.4709


@wrong("9.4", "unit_under_root", "the unit stands under the root as well")
def wavenumbers(hessian, masses):
    m = np.sqrt(np.repeat(masses, 3))
    e = np.linalg.eigvalsh(hessian / np.outer(m, m)) * 521.4709
    return np.sign(e) * np.sqrt(np.abs(e))


@wrong("9.4", "two_pi", "divided by 2 pi, which is in the unit already")
def wavenumbers(hessian, masses):
    m = np.sqrt(np.repeat(masses, 3))
    e = np.linalg.eigvalsh(hessian / np.outer(m, m))
    return np.sign(e) * np.sqrt(np.abs(e)) * 521.4709 / (2 * np.pi)


@wrong("9.4", "no_unit", "the unit is forgotten: not in 1/cm")
def wavenumbers(hessian, masses):
    m = np.sqrt(np.repeat(masses, 3))
    e = np.linalg.eigvalsh(hessian / np.outer(m, m))
    return np.sign(e) * np.sqrt(np.abs(e))


@wrong("9.4", "diagonal", "the roots of the diagonal instead of the eigenvalues: no coupling")
def wavenumbers(hessian, masses):
    m = np.repeat(masses, 3)
    e = np.sort(np.diag(hessian) / m)
    return np.sign(e) * np.sqrt(np.abs(e)) * 521.4709


@wrong("9.4", "per_atom", "only the 3 x 3 block of each atom: no coupling between atoms")
def wavenumbers(hessian, masses):
    result = []
    for i, m in enumerate(masses):
        e = np.linalg.eigvalsh(hessian[3 * i : 3 * i + 3, 3 * i : 3 * i + 3] / m)
        result.extend(np.sign(e) * np.sqrt(np.abs(e)) * 521.4709)
    return np.sort(result)


@wrong("9.4", "shape", "three for each atom, shape (n, 3), instead of one row of 3n")
def wavenumbers(hessian, masses):
    m = np.sqrt(np.repeat(masses, 3))
    e = np.linalg.eigvalsh(hessian / np.outer(m, m))
    return (np.sign(e) * np.sqrt(np.abs(e)) * 521.4709).reshape(-1, 3)


@wrong("9.4", "eigh", "eigh returns eigenvalues and vectors: the vectors are taken")
def wavenumbers(hessian, masses):
    m = np.sqrt(np.repeat(masses, 3))
    e = np.linalg.eigh(hessian / np.outer(m, m))[1]
    return np.sign(e) * np.sqrt(np.abs(e)) * 521.4709


@wrong("9.4", "in_place", "/= changes the caller's Hessian: the next call divides by the masses once more")
def wavenumbers(hessian, masses):
    m = np.sqrt(np.repeat(masses, 3))
    hessian /= np.outer(m, m)
    e = np.linalg.eigvalsh(hessian)
    return np.sign(e) * np.sqrt(np.abs(e)) * 521.4709


# 9.5 Velocity Verlet


@wrong("9.5", "euler", "Euler's method: positions with the old velocities, velocities with the old forces")
def verlet(x, v, masses, force, dt, n_steps):
    m = masses[:, None]
    for _ in range(n_steps):
        a = force(x) / m
        x = x + v * dt
        v = v + a * dt
    return x, v


@wrong("9.5", "symplectic_euler", "a whole step of the velocities at once: symplectic Euler")
def verlet(x, v, masses, force, dt, n_steps):
    m = masses[:, None]
    for _ in range(n_steps):
        v = v + force(x) / m * dt
        x = x + v * dt
    return x, v


@wrong("9.5", "old_force_twice", "the second half of the velocities with the old forces")
def verlet(x, v, masses, force, dt, n_steps):
    m = masses[:, None]
    for _ in range(n_steps):
        a = force(x) / m
        v = v + 0.5 * dt * a
        x = x + dt * v
        v = v + 0.5 * dt * a
    return x, v


@wrong("9.5", "force_never_new", "the forces are computed once before the loop")
def verlet(x, v, masses, force, dt, n_steps):
    m = masses[:, None]
    a = force(x) / m
    for _ in range(n_steps):
        v = v + 0.5 * dt * a
        x = x + dt * v
        v = v + 0.5 * dt * a
    return x, v


@wrong("9.5", "one_force_late", "the new forces are not kept: the first half of each step has those of the start")
def verlet(x, v, masses, force, dt, n_steps):
    m = masses[:, None]
    a = force(x) / m
    for _ in range(n_steps):
        v = v + 0.5 * dt * a
        x = x + dt * v
        v = v + 0.5 * dt * force(x) / m
    return x, v


@wrong("9.5", "no_second_half", "the second half of the velocities is forgotten")
def verlet(x, v, masses, force, dt, n_steps):
    m = masses[:, None]
    for _ in range(n_steps):
        v = v + 0.5 * dt * force(x) / m
        x = x + dt * v
    return x, v


@wrong("9.5", "no_first_half", "the first half of the velocities is forgotten")
def verlet(x, v, masses, force, dt, n_steps):
    m = masses[:, None]
    for _ in range(n_steps):
        x = x + dt * v
        v = v + 0.5 * dt * force(x) / m
    return x, v


@wrong("9.5", "whole_halves", "both halves of the velocities are whole steps")
def verlet(x, v, masses, force, dt, n_steps):
    m = masses[:, None]
    for _ in range(n_steps):
        v = v + dt * force(x) / m
        x = x + dt * v
        v = v + dt * force(x) / m
    return x, v


@wrong("9.5", "half_positions", "the positions make half a step only")
def verlet(x, v, masses, force, dt, n_steps):
    m = masses[:, None]
    for _ in range(n_steps):
        v = v + 0.5 * dt * force(x) / m
        x = x + 0.5 * dt * v
        v = v + 0.5 * dt * force(x) / m
    return x, v


@wrong("9.5", "acceleration_twice", "half a dt squared is added, though the velocities have their half step already")
def verlet(x, v, masses, force, dt, n_steps):
    m = masses[:, None]
    for _ in range(n_steps):
        a = force(x) / m
        v = v + 0.5 * dt * a
        x = x + dt * v + 0.5 * dt**2 * a
        v = v + 0.5 * dt * force(x) / m
    return x, v


@wrong("9.5", "position_form_no_half", "dt squared without its half in the form with positions first")
def verlet(x, v, masses, force, dt, n_steps):
    m = masses[:, None]
    for _ in range(n_steps):
        a = force(x) / m
        x = x + dt * v + dt**2 * a
        v = v + 0.5 * dt * (a + force(x) / m)
    return x, v


@wrong("9.5", "leapfrog", "positions by half steps, velocities by a whole one: the other Verlet")
def verlet(x, v, masses, force, dt, n_steps):
    m = masses[:, None]
    for _ in range(n_steps):
        x = x + 0.5 * dt * v
        v = v + dt * force(x) / m
        x = x + 0.5 * dt * v
    return x, v


@wrong("9.5", "no_masses", "force instead of acceleration: the masses are forgotten")
def verlet(x, v, masses, force, dt, n_steps):
    for _ in range(n_steps):
        v = v + 0.5 * dt * force(x)
        x = x + dt * v
        v = v + 0.5 * dt * force(x)
    return x, v


@wrong("9.5", "mass_in_first_half", "the second half forgets the masses")
def verlet(x, v, masses, force, dt, n_steps):
    m = masses[:, None]
    for _ in range(n_steps):
        v = v + 0.5 * dt * force(x) / m
        x = x + dt * v
        v = v + 0.5 * dt * force(x)
    return x, v


@wrong("9.5", "times_mass", "multiplied by the masses instead of divided")
def verlet(x, v, masses, force, dt, n_steps):
    m = masses[:, None]
    for _ in range(n_steps):
        v = v + 0.5 * dt * force(x) * m
        x = x + dt * v
        v = v + 0.5 * dt * force(x) * m
    return x, v


@wrong("9.5", "shape_of_masses", "masses of shape (n_atoms,) over (n_atoms, 3): fits for three atoms only, and wrongly")
def verlet(x, v, masses, force, dt, n_steps):
    for _ in range(n_steps):
        v = v + 0.5 * dt * force(x) / masses
        x = x + dt * v
        v = v + 0.5 * dt * force(x) / masses
    return x, v


@wrong("9.5", "mean_mass", "the mean of the masses for all atoms")
def verlet(x, v, masses, force, dt, n_steps):
    m = masses.mean()
    for _ in range(n_steps):
        v = v + 0.5 * dt * force(x) / m
        x = x + dt * v
        v = v + 0.5 * dt * force(x) / m
    return x, v


@wrong("9.5", "sign", "the force is taken for a gradient: minus")
def verlet(x, v, masses, force, dt, n_steps):
    m = masses[:, None]
    for _ in range(n_steps):
        v = v - 0.5 * dt * force(x) / m
        x = x + dt * v
        v = v - 0.5 * dt * force(x) / m
    return x, v


@wrong("9.5", "one_step_less", "one step too few")
def verlet(x, v, masses, force, dt, n_steps):
    m = masses[:, None]
    for _ in range(n_steps - 1):
        v = v + 0.5 * dt * force(x) / m
        x = x + dt * v
        v = v + 0.5 * dt * force(x) / m
    return x, v


@wrong("9.5", "one_step_more", "one step too many")
def verlet(x, v, masses, force, dt, n_steps):
    m = masses[:, None]
    for _ in range(n_steps + 1):
        v = v + 0.5 * dt * force(x) / m
        x = x + dt * v
        v = v + 0.5 * dt * force(x) / m
    return x, v


@wrong("9.5", "first_step", "return stands in the loop: one step only")
def verlet(x, v, masses, force, dt, n_steps):
    m = masses[:, None]
    for _ in range(n_steps):
        v = v + 0.5 * dt * force(x) / m
        x = x + dt * v
        v = v + 0.5 * dt * force(x) / m
        return x, v


@wrong("9.5", "half_step_behind", "halves are merged to whole steps, and the last half is forgotten")
def verlet(x, v, masses, force, dt, n_steps):
    m = masses[:, None]
    v = v + 0.5 * dt * force(x) / m
    for _ in range(n_steps):
        x = x + dt * v
        v = v + dt * force(x) / m
    return x, v


@wrong("9.5", "in_place", "+= changes the arrays of the caller: the start is lost")
def verlet(x, v, masses, force, dt, n_steps):
    m = masses[:, None]
    for _ in range(n_steps):
        v += 0.5 * dt * force(x) / m
        x += dt * v
        v += 0.5 * dt * force(x) / m
    return x, v


@wrong("9.5", "trajectory", "the positions and velocities of all steps instead of the last ones")
def verlet(x, v, masses, force, dt, n_steps):
    m = masses[:, None]
    xs, vs = [], []
    for _ in range(n_steps):
        v = v + 0.5 * dt * force(x) / m
        x = x + dt * v
        v = v + 0.5 * dt * force(x) / m
        xs.append(x)
        vs.append(v)
    return xs, vs


@wrong("9.5", "swapped", "velocities first, positions second")
def verlet(x, v, masses, force, dt, n_steps):
    m = masses[:, None]
    for _ in range(n_steps):
        v = v + 0.5 * dt * force(x) / m
        x = x + dt * v
        v = v + 0.5 * dt * force(x) / m
    return v, x


@wrong("9.5", "positions_only", "only the positions are returned")
def verlet(x, v, masses, force, dt, n_steps):
    m = masses[:, None]
    for _ in range(n_steps):
        v = v + 0.5 * dt * force(x) / m
        x = x + dt * v
        v = v + 0.5 * dt * force(x) / m
    return x


@wrong("9.5", "total_time", "n_steps is turned into a time, and that many steps are made: too few")
def verlet(x, v, masses, force, dt, n_steps):
    m = masses[:, None]
    for _ in range(int(n_steps * dt)):
        v = v + 0.5 * dt * force(x) / m
        x = x + dt * v
        v = v + 0.5 * dt * force(x) / m
    return x, v


@wrong("9.5", "midpoint", "the forces half-way in place of those at the new positions")
def verlet(x, v, masses, force, dt, n_steps):
    m = masses[:, None]
    for _ in range(n_steps):
        v = v + 0.5 * dt * force(x) / m
        middle = x + 0.5 * dt * v
        x = x + dt * v
        v = v + 0.5 * dt * force(middle) / m
    return x, v


# 9.6 Who is how far away


@wrong("9.6", "both_ways", "each pair counts twice, but is divided by the number of pairs counted once")
def radial(positions, side, edges):
    n = len(positions)
    d = positions[:, None] - positions
    d -= side * np.round(d / side)
    r = np.linalg.norm(d, axis=-1)[~np.eye(n, dtype=bool)]
    counts = np.histogram(r, edges)[0]
    volumes = 4 / 3 * np.pi * (edges[1:] ** 3 - edges[:-1] ** 3)
    return counts / (n / 2 * n / side**3 * volumes)


@wrong("9.6", "no_half", "the half of n / 2 is forgotten though each pair counts once")
def radial(positions, side, edges):
    n = len(positions)
    i, j = np.triu_indices(n, 1)
    d = positions[i] - positions[j]
    d -= side * np.round(d / side)
    counts = np.histogram(np.linalg.norm(d, axis=-1), edges)[0]
    volumes = 4 / 3 * np.pi * (edges[1:] ** 3 - edges[:-1] ** 3)
    return counts / (n * n / side**3 * volumes)


@wrong("9.6", "itself", "the pairs of an atom with itself are counted at the distance 0 (triu without 1)")
def radial(positions, side, edges):
    n = len(positions)
    i, j = np.triu_indices(n)
    d = positions[i] - positions[j]
    d -= side * np.round(d / side)
    counts = np.histogram(np.linalg.norm(d, axis=-1), edges)[0]
    volumes = 4 / 3 * np.pi * (edges[1:] ** 3 - edges[:-1] ** 3)
    return counts / (n / 2 * n / side**3 * volumes)


@wrong("9.6", "no_images", "no images: only the distances as the atoms are written down")
def radial(positions, side, edges):
    n = len(positions)
    i, j = np.triu_indices(n, 1)
    r = np.linalg.norm(positions[i] - positions[j], axis=-1)
    counts = np.histogram(r, edges)[0]
    volumes = 4 / 3 * np.pi * (edges[1:] ** 3 - edges[:-1] ** 3)
    return counts / (n / 2 * n / side**3 * volumes)


@wrong("9.6", "wrapped_only", "the atoms are brought into the cube, but the nearest images are not looked for")
def radial(positions, side, edges):
    n = len(positions)
    x = positions % side
    i, j = np.triu_indices(n, 1)
    counts = np.histogram(np.linalg.norm(x[i] - x[j], axis=-1), edges)[0]
    volumes = 4 / 3 * np.pi * (edges[1:] ** 3 - edges[:-1] ** 3)
    return counts / (n / 2 * n / side**3 * volumes)


@wrong("9.6", "mod", "differences modulo the side: from 0 to the side, not the nearest image")
def radial(positions, side, edges):
    n = len(positions)
    i, j = np.triu_indices(n, 1)
    d = (positions[i] - positions[j]) % side
    counts = np.histogram(np.linalg.norm(d, axis=-1), edges)[0]
    volumes = 4 / 3 * np.pi * (edges[1:] ** 3 - edges[:-1] ** 3)
    return counts / (n / 2 * n / side**3 * volumes)


@wrong("9.6", "floor", "np.floor instead of np.round: from 0 to the side")
def radial(positions, side, edges):
    n = len(positions)
    i, j = np.triu_indices(n, 1)
    d = positions[i] - positions[j]
    d -= side * np.floor(d / side)
    counts = np.histogram(np.linalg.norm(d, axis=-1), edges)[0]
    volumes = 4 / 3 * np.pi * (edges[1:] ** 3 - edges[:-1] ** 3)
    return counts / (n / 2 * n / side**3 * volumes)


@wrong("9.6", "one_side", "only differences above half the side are brought back, not those below minus half")
def radial(positions, side, edges):
    n = len(positions)
    i, j = np.triu_indices(n, 1)
    d = positions[i] - positions[j]
    d = np.where(d > side / 2, d - side, d)
    counts = np.histogram(np.linalg.norm(d, axis=-1), edges)[0]
    volumes = 4 / 3 * np.pi * (edges[1:] ** 3 - edges[:-1] ** 3)
    return counts / (n / 2 * n / side**3 * volumes)


@wrong("9.6", "one_image", "one side is taken off once: not enough for atoms far outside of the cube")
def radial(positions, side, edges):
    n = len(positions)
    i, j = np.triu_indices(n, 1)
    d = np.abs(positions[i] - positions[j])
    d = np.minimum(d, np.abs(side - d))
    counts = np.histogram(np.linalg.norm(d, axis=-1), edges)[0]
    volumes = 4 / 3 * np.pi * (edges[1:] ** 3 - edges[:-1] ** 3)
    return counts / (n / 2 * n / side**3 * volumes)


@wrong("9.6", "distance_wrapped", "the distance is wrapped instead of each component of the difference")
def radial(positions, side, edges):
    n = len(positions)
    i, j = np.triu_indices(n, 1)
    r = np.linalg.norm(positions[i] - positions[j], axis=-1)
    r = np.abs(r - side * np.round(r / side))
    counts = np.histogram(r, edges)[0]
    volumes = 4 / 3 * np.pi * (edges[1:] ** 3 - edges[:-1] ** 3)
    return counts / (n / 2 * n / side**3 * volumes)


@wrong("9.6", "half_side_unit", "rounded without dividing by the side first")
def radial(positions, side, edges):
    n = len(positions)
    i, j = np.triu_indices(n, 1)
    d = positions[i] - positions[j]
    d -= side * np.round(d)
    counts = np.histogram(np.linalg.norm(d, axis=-1), edges)[0]
    volumes = 4 / 3 * np.pi * (edges[1:] ** 3 - edges[:-1] ** 3)
    return counts / (n / 2 * n / side**3 * volumes)


@wrong("9.6", "thin_shell", "4 pi r^2 dr at the middle of the bin: not exact in wide bins")
def radial(positions, side, edges):
    n = len(positions)
    i, j = np.triu_indices(n, 1)
    d = positions[i] - positions[j]
    d -= side * np.round(d / side)
    counts = np.histogram(np.linalg.norm(d, axis=-1), edges)[0]
    middle = (edges[1:] + edges[:-1]) / 2
    volumes = 4 * np.pi * middle**2 * np.diff(edges)
    return counts / (n / 2 * n / side**3 * volumes)


@wrong("9.6", "thin_shell_inside", "4 pi r^2 dr with r at the inner edge: a volume too small")
def radial(positions, side, edges):
    n = len(positions)
    i, j = np.triu_indices(n, 1)
    d = positions[i] - positions[j]
    d -= side * np.round(d / side)
    counts = np.histogram(np.linalg.norm(d, axis=-1), edges)[0]
    volumes = 4 * np.pi * edges[:-1] ** 2 * np.diff(edges)
    return counts / (n / 2 * n / side**3 * volumes)


@wrong("9.6", "cube_of_difference", "the cube of the width instead of the difference of cubes")
def radial(positions, side, edges):
    n = len(positions)
    i, j = np.triu_indices(n, 1)
    d = positions[i] - positions[j]
    d -= side * np.round(d / side)
    counts = np.histogram(np.linalg.norm(d, axis=-1), edges)[0]
    volumes = 4 / 3 * np.pi * (edges[1:] - edges[:-1]) ** 3
    return counts / (n / 2 * n / side**3 * volumes)


@wrong("9.6", "no_third", "4 pi (b^3 - a^3): the third of the volume of a sphere is forgotten")
def radial(positions, side, edges):
    n = len(positions)
    i, j = np.triu_indices(n, 1)
    d = positions[i] - positions[j]
    d -= side * np.round(d / side)
    counts = np.histogram(np.linalg.norm(d, axis=-1), edges)[0]
    volumes = 4 * np.pi * (edges[1:] ** 3 - edges[:-1] ** 3)
    return counts / (n / 2 * n / side**3 * volumes)


@wrong("9.6", "spheres", "whole spheres up to the outer edge instead of shells")
def radial(positions, side, edges):
    n = len(positions)
    i, j = np.triu_indices(n, 1)
    d = positions[i] - positions[j]
    d -= side * np.round(d / side)
    counts = np.histogram(np.linalg.norm(d, axis=-1), edges)[0]
    volumes = 4 / 3 * np.pi * edges[1:] ** 3
    return counts / (n / 2 * n / side**3 * volumes)


@wrong("9.6", "equal_bins", "as many bins, but of equal width: np.histogram gets their number, not the edges")
def radial(positions, side, edges):
    n = len(positions)
    i, j = np.triu_indices(n, 1)
    d = positions[i] - positions[j]
    d -= side * np.round(d / side)
    r = np.linalg.norm(d, axis=-1)
    counts = np.histogram(r, len(edges) - 1, range=(edges[0], edges[-1]))[0]
    volumes = 4 / 3 * np.pi * (edges[1:] ** 3 - edges[:-1] ** 3)
    return counts / (n / 2 * n / side**3 * volumes)


@wrong("9.6", "first_width", "the width of the first bin for all bins")
def radial(positions, side, edges):
    n = len(positions)
    i, j = np.triu_indices(n, 1)
    d = positions[i] - positions[j]
    d -= side * np.round(d / side)
    counts = np.histogram(np.linalg.norm(d, axis=-1), edges)[0]
    inner = edges[:-1]
    volumes = 4 / 3 * np.pi * ((inner + edges[1] - edges[0]) ** 3 - inner**3)
    return counts / (n / 2 * n / side**3 * volumes)


@wrong("9.6", "square_of_side", "the area of a face instead of the volume of the cube")
def radial(positions, side, edges):
    n = len(positions)
    i, j = np.triu_indices(n, 1)
    d = positions[i] - positions[j]
    d -= side * np.round(d / side)
    counts = np.histogram(np.linalg.norm(d, axis=-1), edges)[0]
    volumes = 4 / 3 * np.pi * (edges[1:] ** 3 - edges[:-1] ** 3)
    return counts / (n / 2 * n / side**2 * volumes)


@wrong("9.6", "no_density", "divided by n / 2 and the shell: the density is forgotten")
def radial(positions, side, edges):
    n = len(positions)
    i, j = np.triu_indices(n, 1)
    d = positions[i] - positions[j]
    d -= side * np.round(d / side)
    counts = np.histogram(np.linalg.norm(d, axis=-1), edges)[0]
    volumes = 4 / 3 * np.pi * (edges[1:] ** 3 - edges[:-1] ** 3)
    return counts / (n / 2 * volumes)


@wrong("9.6", "number_of_pairs", "n (n - 1) / 2 pairs: the formula of the exercise has n / 2 times n")
def radial(positions, side, edges):
    n = len(positions)
    i, j = np.triu_indices(n, 1)
    d = positions[i] - positions[j]
    d -= side * np.round(d / side)
    counts = np.histogram(np.linalg.norm(d, axis=-1), edges)[0]
    volumes = 4 / 3 * np.pi * (edges[1:] ** 3 - edges[:-1] ** 3)
    return counts / (n * (n - 1) / 2 / side**3 * volumes)


@wrong("9.6", "shells_of_all", "density=True divides by the width and the number of pairs: no comparison with a gas")
def radial(positions, side, edges):
    n = len(positions)
    i, j = np.triu_indices(n, 1)
    d = positions[i] - positions[j]
    d -= side * np.round(d / side)
    return np.histogram(np.linalg.norm(d, axis=-1), edges, density=True)[0]


@wrong("9.6", "counts", "the numbers of pairs, not divided by anything")
def radial(positions, side, edges):
    i, j = np.triu_indices(len(positions), 1)
    d = positions[i] - positions[j]
    d -= side * np.round(d / side)
    return np.histogram(np.linalg.norm(d, axis=-1), edges)[0]


@wrong("9.6", "multiplied", "a bracket is missing: multiplied by the volumes of the shells")
def radial(positions, side, edges):
    n = len(positions)
    i, j = np.triu_indices(n, 1)
    d = positions[i] - positions[j]
    d -= side * np.round(d / side)
    counts = np.histogram(np.linalg.norm(d, axis=-1), edges)[0]
    volumes = 4 / 3 * np.pi * (edges[1:] ** 3 - edges[:-1] ** 3)
    return counts / (n / 2 * n / side**3) * volumes


@wrong("9.6", "last_atom_lost", "the loops end one too early: the last atom has no pairs")
def radial(positions, side, edges):
    n = len(positions)
    r = []
    for i in range(n - 1):
        for j in range(i):
            d = positions[i] - positions[j]
            d = d - side * np.round(d / side)
            r.append(np.sqrt(d @ d))
    counts = np.histogram(r, edges)[0]
    volumes = 4 / 3 * np.pi * (edges[1:] ** 3 - edges[:-1] ** 3)
    return counts / (n / 2 * n / side**3 * volumes)


@wrong("9.6", "first_atom", "the surroundings of the first atom only")
def radial(positions, side, edges):
    n = len(positions)
    d = positions[1:] - positions[0]
    d -= side * np.round(d / side)
    counts = np.histogram(np.linalg.norm(d, axis=-1), edges)[0]
    volumes = 4 / 3 * np.pi * (edges[1:] ** 3 - edges[:-1] ** 3)
    return counts / (n / side**3 * volumes)


@wrong("9.6", "outside_dropped", "atoms outside of the cube are left out")
def radial(positions, side, edges):
    x = positions[((positions >= 0) & (positions < side)).all(axis=1)]
    n = len(x)
    i, j = np.triu_indices(n, 1)
    d = x[i] - x[j]
    d -= side * np.round(d / side)
    counts = np.histogram(np.linalg.norm(d, axis=-1), edges)[0]
    volumes = 4 / 3 * np.pi * (edges[1:] ** 3 - edges[:-1] ** 3)
    return counts / (n / 2 * n / side**3 * volumes)


@wrong("9.6", "pair", "returns g and the middles of the bins as a pair")
def radial(positions, side, edges):
    n = len(positions)
    i, j = np.triu_indices(n, 1)
    d = positions[i] - positions[j]
    d -= side * np.round(d / side)
    counts = np.histogram(np.linalg.norm(d, axis=-1), edges)[0]
    volumes = 4 / 3 * np.pi * (edges[1:] ** 3 - edges[:-1] ** 3)
    return counts / (n / 2 * n / side**3 * volumes), (edges[1:] + edges[:-1]) / 2


# 9.7 Has it melted?


@wrong("9.7", "always", "always a liquid")
def melted(frames, side):
    return True


@wrong("9.7", "never", "always a solid")
def melted(frames, side):
    return False


@wrong("9.7", "turned_round", "True for a solid: the comparison is turned round")
def melted(frames, side):
    steps = np.diff(frames, axis=0)
    steps -= side * np.round(steps / side)
    path = np.cumsum(steps, axis=0)
    path -= path.mean(axis=1, keepdims=True)
    return bool(np.median((path[-1] ** 2).sum(axis=-1)) < 2.0)


@wrong("9.7", "jumps", "the jumps at the faces are not undone: atoms of a solid near a face go far")
def melted(frames, side):
    moved = frames - frames[0]
    moved = moved - moved.mean(axis=1, keepdims=True)
    return bool((moved[-1] ** 2).sum(axis=-1).mean() > 2.0)


@wrong("9.7", "drift", "the drift is not taken off: a solid that drifts is a liquid")
def melted(frames, side):
    steps = np.diff(frames, axis=0)
    steps -= side * np.round(steps / side)
    moved = steps.sum(axis=0)
    return bool((moved**2).sum(axis=-1).mean() > 2.0)


@wrong("9.7", "drift_with_jumps", "the mean is taken off before the jumps are undone: jumps move the mean")
def melted(frames, side):
    x = frames - frames.mean(axis=1, keepdims=True)
    moved = x[-1] - x[0]
    return bool((moved**2).sum(axis=-1).mean() > 2.0)


@wrong("9.7", "mean_over_all", "the mean over all atoms and coordinates at once is no drift: x, y, z are mixed")
def melted(frames, side):
    steps = np.diff(frames, axis=0)
    steps -= side * np.round(steps / side)
    moved = steps.sum(axis=0)
    moved = moved - moved.mean()
    return bool(np.median((moved**2).sum(axis=-1)) > 2.0)


@wrong("9.7", "farthest", "the atom that moved farthest decides: one that has found another place is no liquid")
def melted(frames, side):
    steps = np.diff(frames, axis=0)
    steps -= side * np.round(steps / side)
    moved = steps.sum(axis=0)
    moved = moved - moved.mean(axis=0)
    return bool(np.linalg.norm(moved, axis=-1).max() > 2.0)


@wrong("9.7", "any_half_bond", "any atom that is ever 1 A away: atoms of a hot crystal come as far, one by one")
def melted(frames, side):
    steps = np.diff(frames, axis=0)
    steps -= side * np.round(steps / side)
    path = np.cumsum(steps, axis=0)
    path = path - path.mean(axis=1, keepdims=True)
    return bool((np.linalg.norm(path, axis=-1) > 1.0).any())


@wrong("9.7", "path_length", "the length of the path instead of the distance: vibration goes a long way too")
def melted(frames, side):
    steps = np.diff(frames, axis=0)
    steps -= side * np.round(steps / side)
    steps -= steps.mean(axis=1, keepdims=True)
    return bool(np.linalg.norm(steps, axis=-1).sum(axis=0).mean() > 2.0)


@wrong("9.7", "low_limit", "a limit of 0.01 A^2: a hot crystal vibrates more than that")
def melted(frames, side):
    steps = np.diff(frames, axis=0)
    steps -= side * np.round(steps / side)
    moved = steps.sum(axis=0)
    moved = moved - moved.mean(axis=0)
    return bool((moved**2).sum(axis=-1).mean() > 0.01)


@wrong("9.7", "high_limit", "a limit of the side of the cube: no liquid gets that far in this time")
def melted(frames, side):
    steps = np.diff(frames, axis=0)
    steps -= side * np.round(steps / side)
    moved = steps.sum(axis=0)
    moved = moved - moved.mean(axis=0)
    return bool(np.linalg.norm(moved, axis=-1).mean() > side)


@wrong("9.7", "one_step", "the first step only: between two frames a liquid moves like a hot crystal")
def melted(frames, side):
    step = frames[1] - frames[0]
    step -= side * np.round(step / side)
    step -= step.mean(axis=0)
    return bool((step**2).sum(axis=-1).mean() > 2.0)


@wrong("9.7", "mean_step", "the mean square of one step: tells how fast atoms move, not where to")
def melted(frames, side):
    steps = np.diff(frames, axis=0)
    steps -= side * np.round(steps / side)
    steps -= steps.mean(axis=1, keepdims=True)
    return bool((steps**2).sum(axis=-1).mean() > 0.02)


@wrong("9.7", "mean_displacement", "the mean of the displacements, with their signs: they cancel")
def melted(frames, side):
    steps = np.diff(frames, axis=0)
    steps -= side * np.round(steps / side)
    moved = steps.sum(axis=0)
    moved = moved - moved.mean(axis=0)
    return bool(np.linalg.norm(moved.mean(axis=0)) > 1.0)


@wrong("9.7", "sharp_peaks", "the order of the last frame: a glass has none either, and is a solid")
def melted(frames, side):
    x = frames[-1]
    i, j = np.triu_indices(len(x), 1)
    d = x[i] - x[j]
    d -= side * np.round(d / side)
    r = np.linalg.norm(d, axis=-1)
    gap = ((r > 2.8) & (r < 3.3)).sum() / len(x)
    return bool(gap > 0.2)


@wrong("9.7", "coordination", "the number of neighbours in one frame: a glass has as many as a liquid may have")
def melted(frames, side):
    x = frames[-1]
    d = x[:, None] - x
    d -= side * np.round(d / side)
    r = np.linalg.norm(d, axis=-1)
    neighbours = ((r > 0) & (r < 2.9)).sum(axis=1)
    return bool((neighbours != 4).mean() > 0.3)


@wrong("9.7", "spread_of_bonds", "the spread of the distances to the nearest neighbour: large in a glass as well")
def melted(frames, side):
    x = frames[-1]
    d = x[:, None] - x
    d -= side * np.round(d / side)
    r = np.linalg.norm(d, axis=-1) + 1e9 * np.eye(len(x))
    return bool(r.min(axis=1).std() > 0.1)


@wrong("9.7", "std_of_coordinates", "the spread of the coordinates in time as they are: a jump at a face is a spread")
def melted(frames, side):
    return bool(frames.std(axis=0).mean() > 0.6)


@wrong("9.7", "unwrap_axis", "np.unwrap along the coordinates (its last axis) instead of along the time")
def melted(frames, side):
    path = np.unwrap(frames, period=side)
    moved = path[-1] - path[0]
    moved = moved - moved.mean(axis=0)
    return bool((moved**2).sum(axis=-1).mean() > 2.0)


@wrong("9.7", "sum_over_atoms", "the sum over the atoms instead of their mean: a hot crystal is over the limit")
def melted(frames, side):
    steps = np.diff(frames, axis=0)
    steps -= side * np.round(steps / side)
    moved = steps.sum(axis=0)
    moved = moved - moved.mean(axis=0)
    return bool((moved**2).sum() > 2.0)


@wrong("9.7", "mean_over_time", "the mean over the time is taken off, not that over the atoms: the drift stays")
def melted(frames, side):
    path = np.unwrap(frames, period=side, axis=0)
    path = path - path.mean(axis=0)
    return bool((path**2).sum(axis=-1).mean() > 1.0)


@wrong("9.7", "drift_before_images", "the drift is taken off before the nearest images: the jumps are in the mean")
def melted(frames, side):
    moved = frames[-1] - frames[0]
    moved -= moved.mean(axis=0)
    moved -= side * np.round(moved / side)
    return bool((moved**2).sum(axis=-1).mean() > 2.0)


@wrong("9.7", "modulo", "the positions modulo the side: they have jumped already, nothing is undone")
def melted(frames, side):
    x = frames % side
    moved = x[-1] - x[0]
    moved -= np.median(moved, axis=0)
    return bool(np.linalg.norm(moved, axis=-1).mean() > 1.5)


@wrong("9.7", "size", "the mean square displacement instead of True or False")
def melted(frames, side):
    steps = np.diff(frames, axis=0)
    steps -= side * np.round(steps / side)
    moved = steps.sum(axis=0)
    moved = moved - moved.mean(axis=0)
    return (moved**2).sum(axis=-1).mean()


@wrong("9.7", "words", "words instead of True or False: both count as true")
def melted(frames, side):
    steps = np.diff(frames, axis=0)
    steps -= side * np.round(steps / side)
    moved = steps.sum(axis=0)
    moved = moved - moved.mean(axis=0)
    return "liquid" if np.median((moved**2).sum(axis=-1)) > 2.0 else "solid"


@wrong("9.7", "each_atom", "an answer for each atom instead of one")
def melted(frames, side):
    steps = np.diff(frames, axis=0)
    steps -= side * np.round(steps / side)
    moved = steps.sum(axis=0)
    moved = moved - moved.mean(axis=0)
    return (moved**2).sum(axis=-1) > 2.0


@wrong("9.7", "printed", "prints the answer and returns nothing")
def melted(frames, side):
    steps = np.diff(frames, axis=0)
    steps -= side * np.round(steps / side)
    moved = steps.sum(axis=0)
    moved = moved - moved.mean(axis=0)
    print(np.median((moved**2).sum(axis=-1)) > 2.0)
