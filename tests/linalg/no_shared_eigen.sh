#!/usr/bin/env bash
# Usage: no_shared_eigen.sh OBJECT…   (the object files or the archive of src/linalg)
# Fails if one of them has a symbol in namespace Eigen: the linker would merge it with the copy of a
# program compiled for another processor, whose alignment differs.
set -euo pipefail
[ $# -gt 0 ] || { echo "usage: $0 OBJECT…" >&2; exit 2; }
symbols=$(nm -C "$@")
if shared=$(grep -E '(^|[^_[:alnum:]])Eigen::' <<<"$symbols"); then
    echo "symbols of the unrenamed Eigen:" >&2
    head -5 <<<"$shared" >&2
    exit 1
fi
if ! grep -q 'mlcore_linalg_eigen::' <<<"$symbols"; then
    echo "no renamed Eigen in: $* (are these the objects of src/linalg?)" >&2
    exit 2
fi
