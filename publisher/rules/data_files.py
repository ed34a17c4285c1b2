"""Rules about the data files of a producer's folder."""

from publisher.model.messages import message
from publisher.rules.rule import Family, Rule

PATH_OUTSIDE_FOLDER = Rule(
    "PUB401", Family.DATA_FILES, message("A path stays in the producer's folder, without symbolic links.")
)
MISSING_DATA_FILE = Rule("PUB402", Family.DATA_FILES, message("The file that a path names exists."))
UNNAMED_DATA_FILE = Rule(
    "PUB403", Family.DATA_FILES, message("Every data file in a producer's folder is named in a manifest.")
)
NOT_A_DATA_FILE = Rule(
    "PUB411",
    Family.DATA_FILES,
    message("A path names a regular file: neither a manifest, nor a named pipe, nor a file of another owner."),
)
GIT_LFS_POINTER = Rule("PUB404", Family.DATA_FILES, message("A data file is the file itself, not a Git LFS pointer."))
