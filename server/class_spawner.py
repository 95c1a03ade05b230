"""Start a student's server under the student's own name, within limits that the operating system enforces.

In: a user of the system and the limits of jupyterhub_config.py. Out: a process that can only have so much memory, so
many processes and such large files. Every kernel that it starts inherits the limits.
"""

from __future__ import annotations

import asyncio
import os
import pwd
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jupyterhub.spawner import LocalProcessSpawner
from traitlets import Integer, Unicode


class ClassSpawner(LocalProcessSpawner):
    """A LocalProcessSpawner with limits, which hands out the chapters first.

    ``mem_limit`` (bytes) is what one process may allocate; beyond it, Python raises MemoryError. Without it, memory is
    not limited.
    """

    max_processes = Integer(200, help="Processes and threads that one student may have at a time.").tag(config=True)
    max_file_bytes = Integer(200 << 20, help="The largest file that a student may write.").tag(config=True)
    niceness = Integer(5, help="How far students' processes stand back behind the hub's, 0 to 19.").tag(config=True)
    handout = Unicode("", help="A folder of files that each student gets; empty for none.").tag(config=True)

    def limits(self) -> dict[int, int]:
        """Return the limits by their number in the module ``resource``."""
        found = {
            resource.RLIMIT_CORE: 0,
            resource.RLIMIT_FSIZE: self.max_file_bytes,
            resource.RLIMIT_NPROC: self.max_processes,
        }
        if self.mem_limit:
            # Not RLIMIT_AS: torch maps more than a gigabyte of libraries that it never touches.
            found[resource.RLIMIT_DATA] = int(self.mem_limit)
        return found

    def make_preexec_fn(self, name: str) -> Callable[[], None]:
        """Return what the new process does, still as root, before it becomes the student's."""
        become_student = super().make_preexec_fn(name)
        limits, niceness = self.limits(), self.niceness

        def prepare() -> None:
            for number, most in limits.items():
                resource.setrlimit(number, (most, most))  # soft and hard: a student cannot raise it
            os.umask(0o077)
            os.nice(niceness)
            # If the machine runs out of memory all the same, a student's process goes first, not the hub.
            Path("/proc/self/oom_score_adj").write_text("500")
            become_student()

        return prepare

    def user_env(self, env: dict[str, str]) -> dict[str, str]:
        """Return the environment with the student's name and home, and a shell that runs (accounts have none)."""
        env = super().user_env(env)
        env["SHELL"] = "/bin/sh"
        return env

    def hand_out(self) -> None:
        """Copy the handout, as the student: root must not follow links that a student may have made."""
        user = pwd.getpwnam(self.user.name)
        script = Path(__file__).with_name("handout.py")
        subprocess.run(
            [sys.executable, "-I", str(script), self.handout, user.pw_dir],
            user=user.pw_uid,
            group=user.pw_gid,
            extra_groups=[],
            cwd="/",
            check=True,
            capture_output=True,
            text=True,
            timeout=60,
        )

    async def start(self) -> Any:
        """Hand out, then start the server; a handout that fails is logged and does not stop the student."""
        if self.handout:
            try:
                await asyncio.to_thread(self.hand_out)
            except subprocess.SubprocessError as error:
                self.log.error("No handout for %s: %s %s", self.user.name, error, getattr(error, "stderr", ""))
        return await super().start()
