"""The threads of a run. A run that is stopped at once does not wait for them."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from publisher.catalogs.stop_request import StoppedAtOnce


@contextmanager
def worker_pool(workers: int) -> Iterator[ThreadPoolExecutor]:
    """Yield a pool, and wait for its threads at the end of the block, but not after `StoppedAtOnce`."""
    pool = ThreadPoolExecutor(workers)
    try:
        yield pool
    except StoppedAtOnce:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    except BaseException:
        pool.shutdown()
        raise
    pool.shutdown()
