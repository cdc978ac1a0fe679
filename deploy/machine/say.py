"""Speaking to the person at the terminal, in Chinese or English, as deploy/lib/say.sh does. Used by every module here.

A Refusal is the one way in which anything here gives up: it carries what is wrong and what to do, in the person's
language, and the command ends with that sentence instead of a trace.
"""

import os


def speaks_chinese() -> bool:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return os.environ[name].startswith("zh")
    return False


def in_words(english: str, chinese: str) -> str:
    return chinese if speaks_chinese() else english


class Refusal(Exception):
    """What is wrong and what to do about it."""

    def __init__(self, english: str, chinese: str):
        super().__init__(in_words(english, chinese))
