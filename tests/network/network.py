"""Neither program of this project talks to the network: see check_linkage() and socket-log.c."""

import os
import pathlib
import re
import subprocess

# Functions by which a program reaches another machine, its own or by the libraries it uses.
REACHING = re.compile(
    r"^(connect|bind|listen|accept4?|sendto|getaddrinfo|gethostby\w+|res_\w+|curl_\w+|soup_\w+|SSL_\w+"
    r"|g_(socket_(client|service|listener|connection|new|connect|bind)|network|resolver|proxy|inet|tcp|tls)_?\w*"
    r"|g_app_info_launch_default_for_uri\w*)$"
)
# Libraries whose purpose is to do so.
LIBRARIES = re.compile(r"^lib(curl|soup|nghttp|ssl|gnutls|neon|serf|ssh2?|zmq|rest|webkit\w*|nm|avahi\w*)\b")


class Leak(AssertionError):
    pass


def dynamic(program, *options):
    return subprocess.run(
        [*options, program], check=True, capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"}
    ).stdout


def check_linkage(program):
    """The program itself calls nothing that reaches another machine, and links no library for it."""
    names = [line.split()[-1].split("@")[0] for line in dynamic(program, "nm", "-D", "-u").splitlines()]
    reaching = [name for name in names if REACHING.match(name)]
    if len(names) < 10:
        raise Leak(f"{program}: only {len(names)} undefined symbols; this looks at nothing")
    if reaching:
        raise Leak(f"{program} uses {', '.join(reaching)}")
    needed = re.findall(r"NEEDED.*\[(.*)\]", dynamic(program, "readelf", "-d"))
    libraries = [name for name in needed if LIBRARIES.match(name)]
    if not needed or libraries:
        raise Leak(f"{program} links {', '.join(libraries) or 'nothing'}")


class Watch:
    """Runs programs under socket-log.c."""

    def __init__(self, module, folder):
        self.log = pathlib.Path(folder) / "sockets.log"
        # The sanitizer must not mind that it is not the first library; where it is used, what it
        # preloads itself comes first.
        self.environment = {
            "LD_PRELOAD": module,
            "ACUTANCE_SOCKET_LOG": str(self.log),
            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0",
        }

    def lines(self):
        return self.log.read_text().splitlines() if self.log.exists() else []

    def check(self, *programs):
        """Each of `programs` was watched, and nothing was opened."""
        lines = self.lines()
        for program in programs:
            if f"{program} begins" not in lines:
                raise Leak(f"{program} was not watched")
        opened = [line for line in lines if not line.endswith(" begins")]
        if opened:
            raise Leak("; ".join(opened))
