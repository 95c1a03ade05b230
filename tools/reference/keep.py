"""Write a set of reference data: arrays rounded as stated, and one file that says where they come from.

Every script in this folder ends here. Its codes live in an environment of their own, made from the repository's folder:

    python -m venv .venv-reference
    .venv-reference/bin/python -m pip install -r tools/reference/constraints.txt
    .venv-reference/bin/python tools/reference/h2.py
"""

import hashlib
import json
import platform
from importlib.metadata import version
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).resolve().parents[2] / "miniff_edu" / "data"
ENERGY_DECIMALS, FORCE_DECIMALS = 8, 6


def keep(name: str, arrays: dict[str, np.ndarray], packages: list[str], about: dict, folder: Path = FOLDER) -> None:
    """Write ``name.npz`` and ``name.toml``.

    Parameters
    ----------
    name : str
        The name of the set.
    arrays : dict
        ``numbers`` [n_atoms]; ``positions`` and ``forces`` [n_structures, n_atoms, 3] in A and eV/A; ``energy``
        [n_structures] in eV, total; ``train`` [n_structures], bool; if periodic, ``cell`` [n_structures, 3, 3] in A.
    packages : list of str
        Whose versions count.
    about : dict
        ``title``, ``method``, ``selection``, ``citations`` and what else there is to say; a dict becomes a table.
    """
    stored = dict(arrays)
    stored["energy"] = np.round(arrays["energy"], ENERGY_DECIMALS)
    if arrays["forces"].dtype == np.float64:
        stored["forces"] = np.round(arrays["forces"], FORCE_DECIMALS)
    data = folder / f"{name}.npz"
    np.savez_compressed(data, allow_pickle=False, **stored)
    of_forces = f"1e-{FORCE_DECIMALS} eV/A" if arrays["forces"].dtype == np.float64 else "float32, like positions"
    units = {"energy": "eV, total", "forces": "eV/A, minus the gradient", "positions": "A"}
    record = {
        "name": name,
        "script": f"tools/reference/{name.partition('_')[0]}.py",
        "license": "CC0-1.0",
        "sha256": hashlib.sha256(data.read_bytes()).hexdigest(),
        "structures": len(stored["energy"]),
        "train": int(stored["train"].sum()),
        "test": int((~stored["train"]).sum()),
        "atoms_each": len(stored["numbers"]),
        "rounding": f"energy to 1e-{ENERGY_DECIMALS} eV, forces to {of_forces}; computed at the stored positions",
        **about,
        "units": units | ({"cell": "A"} if "cell" in arrays else {}),
        "versions": {"python": platform.python_version(), **{package: version(package) for package in packages}},
    }
    (folder / f"{name}.toml").write_text(as_toml(record), encoding="utf-8")
    print(f"{name}: {record['train']} + {record['test']} structures, {data.stat().st_size / 1000:.0f} kB")


def as_toml(record: dict) -> str:
    """Return a dict of plain values and dicts of them as TOML, plain values first; a line for each text of a list."""
    plain = {key: value for key, value in record.items() if not isinstance(value, dict)}
    lines = [f"{key} = {_value(value)}" for key, value in plain.items()]
    for key in [key for key in record if key not in plain]:
        lines += ["", f"[{key}]", *(f"{name} = {_value(value)}" for name, value in record[key].items())]
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    if isinstance(value, list) and value and isinstance(value[0], str):
        return "[\n" + "".join(f"    {json.dumps(line, ensure_ascii=False)},\n" for line in value) + "]"
    return json.dumps(value, ensure_ascii=False)
