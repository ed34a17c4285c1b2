"""A client of VS Code's YAML language server, over its standard input and output."""

import json
import os
import subprocess
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any, Final

VERSION: Final = "1.20.0"
"""Of `yaml-language-server`: what the extension redhat.vscode-yaml runs."""
CACHE: Final = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "publisher-editor" / VERSION
ROOT: Final = Path(__file__).parents[2]

Answer = dict[str, Any]


def installed() -> Path:
    """Return the program of the language server; install it where it is not there yet."""
    program = CACHE / "node_modules" / "yaml-language-server" / "bin" / "yaml-language-server"
    if not program.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        (CACHE / "package.json").write_text("{}", encoding="utf-8")
        install = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", f"yaml-language-server@{VERSION}"]
        subprocess.run(install, cwd=CACHE, check=True, stdout=subprocess.DEVNULL, timeout=110)
    return program


class LanguageServer:
    """The server, started for a folder, with the settings of its `.vscode/settings.json`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings: Answer = json.loads((folder / ".vscode" / "settings.json").read_text(encoding="utf-8"))
        command = ["node", installed().as_posix(), "--stdio"]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=folder)
        self._numbers = count(1)
        self._versions = count(1)
        folders = [{"uri": folder.as_uri(), "name": "manifests"}]
        l10n = installed().parents[1] / "l10n"
        self._request(
            "initialize",
            {
                "processId": os.getpid(),
                "locale": "fr",
                "rootUri": folder.as_uri(),
                "workspaceFolders": folders,
                "initializationOptions": {"l10nPath": l10n.as_posix()},
                "capabilities": {
                    "textDocument": {
                        "completion": {"completionItem": {"documentationFormat": ["markdown"]}},
                        "hover": {"contentFormat": ["markdown"]},
                    },
                    "workspace": {"configuration": True, "workspaceFolders": True},
                },
            },
        )
        self._notify("initialized", {})

    def __enter__(self) -> "LanguageServer":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.terminate()
        self._process.communicate(timeout=20)

    def open(self, path: str, text: str) -> list[Answer]:
        """Open a file with this text, and return the problems that the editor shows in it."""
        uri = (self.folder / path).as_uri()
        document: Answer = {"uri": uri, "languageId": "yaml", "version": next(self._versions), "text": text}
        self._notify("textDocument/didOpen", {"textDocument": document})
        while True:
            document = self._next()
            if document.get("method") == "textDocument/publishDiagnostics" and document["params"]["uri"] == uri:
                return list(document["params"]["diagnostics"])

    def complete(self, path: str, text: str) -> dict[str, Answer]:
        """Return what the editor proposes at the `|` of a text, by the shown word."""
        return {item["label"]: item for item in self._at("completion", path, text)["items"]}

    def hover(self, path: str, text: str) -> str:
        """Return what the editor shows of the word at the `|` of a text."""
        return str(self._at("hover", path, text)["contents"]["value"])

    def _at(self, request: str, path: str, text: str) -> Answer:
        before, _bar, after = text.partition("|")
        self.open(path, before + after)
        position = {"line": before.count("\n"), "character": len(before) - before.rfind("\n") - 1}
        answer: Answer = self._request(
            f"textDocument/{request}",
            {"textDocument": {"uri": (self.folder / path).as_uri()}, "position": position},
        )
        return answer

    def _request(self, method: str, params: Answer) -> Answer:
        number = next(self._numbers)
        self._send({"id": number, "method": method, "params": params})
        while True:
            answer = self._next()
            if answer.get("id") == number and "method" not in answer:
                assert "error" not in answer, answer
                return dict(answer["result"])

    def _notify(self, method: str, params: object) -> None:
        self._send({"method": method, "params": params})

    def _next(self) -> Answer:
        """Return the next message of the server; its questions are answered on the way."""
        while True:
            document = self._read()
            if "method" not in document or "id" not in document:
                return document
            answer: object = None
            if document["method"] == "workspace/configuration":
                answer = [self._setting(item.get("section")) for item in document["params"]["items"]]
            self._send({"id": document["id"], "result": answer})

    def _setting(self, section: str) -> object:
        schemas = self.settings["yaml.schemas"]
        own = {
            "schemas": schemas,
            "validate": True,
            "completion": True,
            "hover": True,
            "schemaStore": {"enable": False},
        }
        return own if section == "yaml" else {}

    def _send(self, document: Answer) -> None:
        content = json.dumps({"jsonrpc": "2.0", **document}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(f"Content-Length: {len(content)}\r\n\r\n".encode() + content)
        self._process.stdin.flush()

    def _read(self) -> Answer:
        stdout = self._process.stdout
        assert stdout is not None
        length = 0
        while line := stdout.readline().strip():
            name, _colon, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the language server has ended"
        document: Answer = json.loads(stdout.read(length))
        return document
