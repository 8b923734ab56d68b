"""authority - a certificate authority of the test's own, by openssl.

    ca = Authority(directory, "ca")
    certificate, key = ca.sign("server", "IP:127.0.0.1")
"""

import pathlib
import subprocess

from stand.stand import StandError, clean_environment


class Authority:
    def __init__(self, directory, name):
        self._directory, self._name = pathlib.Path(directory), name
        self.file = self._path(name, "pem")
        self._openssl("req", "-x509", *self._new_key(name), "-out", self.file, "-days", "2", "-subj", f"/CN={name}",
                      "-addext", "basicConstraints=critical,CA:TRUE")

    def sign(self, name, who):
        """The files of a certificate for `who` ("IP:127.0.0.1") and of its key."""
        certificate, request, more = (self._path(name, end) for end in ("pem", "csr", "ext"))
        more.write_text(f"subjectAltName={who}\n")
        self._openssl("req", *self._new_key(name), "-out", request, "-subj", f"/CN={name}")
        self._openssl("x509", "-req", "-in", request, "-CA", self.file, "-CAkey", self._path(self._name, "key"),
                      "-CAcreateserial", "-days", "2", "-extfile", more, "-out", certificate)
        return certificate, self._path(name, "key")

    def _path(self, name, end):
        return self._directory / f"{name}.{end}"

    def _new_key(self, name):
        return ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", self._path(name, "key"))

    @staticmethod
    def _openssl(*arguments):
        done = subprocess.run(["openssl", *map(str, arguments)], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              env=clean_environment())
        if done.returncode != 0:
            raise StandError(f"openssl {' '.join(map(str, arguments))}: exit {done.returncode}\n{done.stderr}")
