"""How a kernel is compiled, and where its machine code is kept. Importing this imports numba."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import platformdirs

F = TypeVar("F", bound=Callable[..., Any])


def _choose_cache() -> None:
    """Send numba to the user's cache where the program's own folder cannot be written to.

    Must run before numba is imported: numba reads the variable once.
    """
    frozen = bool(getattr(sys, "frozen", False))
    if frozen or not os.access(Path(__file__).parent, os.W_OK):
        os.environ.setdefault("NUMBA_CACHE_DIR", str(Path(platformdirs.user_cache_dir("yike", False)) / "numba"))


_choose_cache()

import numba  # noqa: E402 - after the choice of the cache
from numba import types  # noqa: E402
from numba.core.typing.templates import Signature  # noqa: E402


def _read_only(item: types.Type) -> types.Type:
    return types.Array(item, 1, "C", readonly=True)


# Inputs are declared read-only, so that arrays of a frozen value or a mapped file are accepted as they are.
READ_INTS = _read_only(types.int32)
READ_FLOATS = _read_only(types.float64)
INTS = types.int32[::1]
FLOATS = types.float64[::1]


def compiled(signature: Signature) -> Callable[[F], F]:
    """Compile for exactly one signature, without the GIL, cached on disk where some folder can be written to.

    One signature: a caller with other types fails in the tests instead of compiling for seconds before the user.
    """

    def compile_once(function: F) -> F:
        kernel = numba.njit(nogil=True)(function)
        try:
            kernel.enable_caching()
        except RuntimeError as fault:  # no folder can be written to: compiled anew at every start
            if "cannot cache" not in str(fault):
                raise
        try:
            kernel.compile(signature)
        except OSError:  # a full disk takes no machine code, but here it is
            if not kernel.signatures:
                raise
        kernel.disable_compile()
        return cast("F", kernel)

    return compile_once
