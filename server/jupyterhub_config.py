"""A class on one server: the settings of JupyterHub, explained.

install.py copies this file into the folder of the class, and overwrites it when it has changed. Your own settings go
into a file local_config.py beside it, which is read last and is never touched. What each limit means for a class
stands in book/teaching/server.md.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
STATE = HERE / "state"
STATE.mkdir(mode=0o700, exist_ok=True)

c = get_config()  # type: ignore[name-defined]  # noqa: F821 - JupyterHub provides it

# --- Where it listens: on this machine only. ---------------------------------------------------------------------
# The proxy is what browsers talk to. It speaks plain HTTP, so passwords must not travel through a network like this.
# Put a web server with a certificate (nginx, Caddy, Apache) in front, on the same machine; it forwards to port 8000,
# WebSockets included, and is the only one that the network can reach.
c.JupyterHub.bind_url = "http://127.0.0.1:8000"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:8081"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:8001"
c.ConfigurableHTTPProxy.command = [str(HERE / "proxy" / "node_modules" / ".bin" / "configurable-http-proxy")]
c.Spawner.ip = "127.0.0.1"

# --- What it remembers: files that only root can read. -----------------------------------------------------------
c.JupyterHub.db_url = f"sqlite:///{STATE / 'jupyterhub.sqlite'}"
c.JupyterHub.cookie_secret_file = str(STATE / "cookie_secret")
c.ConfigurableHTTPProxy.pid_file = str(STATE / "proxy.pid")
# A hub that is stopped, or dies, leaves the students' servers running, and finds them again when it is back.
c.JupyterHub.cleanup_servers = False

# --- Who may come in: members of one group of the system, with their own passwords. ------------------------------
c.JupyterHub.authenticator_class = "pam"
c.PAMAuthenticator.allowed_groups = {"miniff-class"}
c.PAMAuthenticator.open_sessions = False
c.JupyterHub.admin_access = False  # not even an administrator looks into a running notebook

# --- What each student gets. -------------------------------------------------------------------------------------
from class_spawner import ClassSpawner  # noqa: E402 - the path above comes first

c.JupyterHub.spawner_class = ClassSpawner
c.Spawner.cmd = [str(HERE / "hub" / "bin" / "jupyterhub-singleuser")]
c.Spawner.notebook_dir = "~"
c.Spawner.default_url = "/lab"
c.ClassSpawner.handout = str(HERE / "handout")
# Settings in a student's home could make the server listen elsewhere, or start other programs.
c.Spawner.disable_user_config = True
c.Spawner.env_keep = ["LANG", "LC_ALL"]
c.Spawner.environment = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "JUPYTER_PATH": str(HERE / "share" / "jupyter"),  # the kernel called python3: the environment `class`
    # One core for one student: libraries that start a thread per core slow each other down in a class.
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}

# --- Limits, kept by the operating system. -----------------------------------------------------------------------
c.Spawner.mem_limit = "1G"  # for each process; a chapter needs less than half of it
c.ClassSpawner.max_processes = 200  # processes and threads; a notebook has about 13
c.ClassSpawner.max_file_bytes = 200 << 20  # one file

# --- Many at once. -----------------------------------------------------------------------------------------------
c.JupyterHub.concurrent_spawn_limit = 50  # beyond it, a student is asked to try again in a moment
c.Spawner.start_timeout = 180  # seconds: when everybody starts at the same instant, the last one waits long
c.Spawner.http_timeout = 180

# --- What happens to what nobody uses. ---------------------------------------------------------------------------
KERNEL_IDLE, SERVER_IDLE = 60 * 60, 2 * 60 * 60  # seconds
c.Spawner.args = [
    # Kernels talk through files in the student's home, not through ports: on a port, ZeroMQ hands the outputs of a
    # kernel to every user of the machine who asks.
    "--KernelManager.transport=ipc",
    "--ServerApp.terminals_enabled=False",
    # A kernel that has computed nothing for so long, and whose notebook is not open in a browser, is ended.
    f"--MappingKernelManager.cull_idle_timeout={KERNEL_IDLE}",
    "--MappingKernelManager.cull_interval=300",
]
CULLER = ["jupyterhub_idle_culler", f"--timeout={SERVER_IDLE}"]
c.JupyterHub.services = [
    {
        "name": "cull",
        # setpriv: it ends together with the hub, however the hub ends.
        "command": ["setpriv", "--pdeathsig", "TERM", sys.executable, "-m", *CULLER],
    }
]
c.JupyterHub.load_roles = [
    {
        "name": "cull",
        "scopes": ["list:users", "read:users:activity", "read:servers", "delete:servers"],
        "services": ["cull"],
    }
]

if (HERE / "local_config.py").exists():
    load_subconfig("local_config.py")  # type: ignore[name-defined]  # noqa: F821 - JupyterHub provides it
