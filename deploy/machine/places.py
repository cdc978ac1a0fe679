"""Where everything of one installation lives. Made once by each command from its --root and --var."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from say import Refusal

# sun_path of a Unix socket holds 108 bytes, the closing zero included (unix(7)).
SOCKET_PATH_MAX = 107


@dataclass(frozen=True)
class Places:
    root: Path  # the checkout
    var: Path  # configuration, secrets, data
    programs: Path | None = None  # another folder of built programs than the release build's

    @property
    def deploy(self) -> Path:
        return self.root / "deploy"

    @property
    def bin(self) -> Path:
        return self.programs or self.root / "build" / "release" / "bin"

    @property
    def config(self) -> Path:
        return self.var / "yunke.toml"

    @property
    def database(self) -> Path:
        return self.var / "yunke.db"

    @property
    def secrets(self) -> Path:
        return self.var / "secrets"

    @property
    def token_key(self) -> Path:
        return self.secrets / "token.key"

    @property
    def redis_password(self) -> Path:
        return self.secrets / "redis.password"

    @property
    def demo_accounts(self) -> Path:
        return self.secrets / "demo-accounts.txt"

    @property
    def redis(self) -> Path:
        return self.var / "redis"

    @property
    def redis_socket(self) -> Path:
        return self.redis / "redis.sock"

    @property
    def web(self) -> Path:
        return self.var / "web"

    @property
    def logs(self) -> Path:
        return self.var / "log"

    @property
    def run(self) -> Path:
        return self.var / "run"

    @property
    def lock(self) -> Path:
        return self.run / "lock"

    @property
    def unfinished(self) -> Path:
        """Stands while a pool is being created, so that a first start which was cut short can simply be repeated."""
        return self.var / "creating-pool"

    def make(self) -> None:
        if len(os.fsencode(self.redis_socket)) > SOCKET_PATH_MAX:
            raise Refusal(
                f"the path {self.redis_socket} is longer than the {SOCKET_PATH_MAX} bytes that a Unix socket may have. "
                "Keep the data elsewhere: deploy/run --var /a/shorter/folder",
                f"路径 {self.redis_socket} 超过了 Unix 套接字允许的 {SOCKET_PATH_MAX} 字节。"
                "请换一个较短的数据目录：deploy/run --var /较短的目录")
        try:
            self.var.mkdir(parents=True, exist_ok=True)
            for folder, mode in ((self.secrets, 0o700), (self.redis, 0o700), (self.logs, 0o755), (self.run, 0o755)):
                folder.mkdir(exist_ok=True)
                folder.chmod(mode)
        except OSError as error:
            raise Refusal(
                f"the folder {self.var} cannot be used: {error.strerror} ({error.filename}). Give it to this user "
                f"(sudo chown -R {os.getuid()} '{self.var}') or choose another: deploy/run --var DIR",
                f"无法使用目录 {self.var}：{error.strerror}（{error.filename}）。请把它交给当前用户"
                f"（sudo chown -R {os.getuid()} '{self.var}'），或换一个目录：deploy/run --var DIR") from error


def write_whole(path: Path, content: bytes, mode: int = 0o644) -> None:
    """All of the file or none of it, and on the disk when this returns."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            os.fchmod(file.fileno(), mode)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        if os.path.exists(name):
            os.unlink(name)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
