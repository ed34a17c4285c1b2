"""The files that a run replaced in a catalogue, as JSON."""

from pathlib import PurePosixPath

from publisher.model.names import DatasetKey
from publisher.model.replaced_file import FormerBytes, ReplacedFile
from publisher.sync.apply.kept_files import kept_path


def replaced_document(runs: PurePosixPath, run: str, key: DatasetKey, file: ReplacedFile) -> dict[str, object]:
    """Return a file that a run replaced. `runs`: the folder of the journals."""
    kept = file.bytes is FormerBytes.KEPT
    return {
        "resource": file.resource,
        "bytes": file.bytes.value,
        "file": kept_path(runs, run, key, file.resource, file.sha256 or "").as_posix() if kept else None,
        "size": file.size,
        "sha256": file.sha256,
        "why": file.why.value if file.why is not None else None,
    }
