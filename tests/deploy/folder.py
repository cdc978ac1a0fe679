"""A test with an installation's folders of its own; also lets tests find the modules of deploy/machine."""

import os
import sys
import tempfile
import unittest
from pathlib import Path
from unittest import mock

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "deploy" / "machine"))

from places import Places  # noqa: E402


class Folder(unittest.TestCase):
    """The path has a blank and Chinese characters in it; no YUNKE_ variable of the caller is seen."""

    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.places = Places(ROOT, Path(temporary.name) / "my 数据")
        self.places.make()
        environment = {name: value for name, value in os.environ.items() if not name.startswith("YUNKE_")}
        patch = mock.patch.dict(os.environ, {**environment, "LC_ALL": "C.UTF-8"}, clear=True)
        patch.start()
        self.addCleanup(patch.stop)
