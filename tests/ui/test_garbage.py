"""Cycles are freed by the thread of the window, whichever thread made them."""

from __future__ import annotations

import gc
import threading
import weakref

from zhuize_desktop.ui.garbage import GarbageTimer


class Node:
    """Part of a cycle that says on which thread it died."""

    def __init__(self, died_on):
        self.me = self
        weakref.finalize(self, lambda: died_on.append(threading.current_thread()))


def test_another_thread_frees_nothing_and_this_one_does():
    timer = GarbageTimer()
    timer.start()
    try:
        died_on = []
        gc.collect()

        def work():
            for _ in range(5 * gc.get_threshold()[0]):
                Node(died_on)

        thread = threading.Thread(target=work)
        thread.start()
        thread.join()
        assert died_on == []
        timer.collect()
        assert set(died_on) == {threading.current_thread()}
    finally:
        timer.stop()


def test_collection_goes_back_to_what_it_was():
    was_on = gc.isenabled()
    gc.enable()
    try:
        timer = GarbageTimer()
        timer.start()
        assert not gc.isenabled()
        timer.stop()
        assert gc.isenabled()
    finally:
        if not was_on:
            gc.disable()
