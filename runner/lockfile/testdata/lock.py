# SPDX-License-Identifier: GPL-2.0-or-later
"""The other side of TestAgainstPython: takes a lock with Mailman's LockFile.

try LOCK             take it and give it back at once: prints locked or timeout
hold LOCK            take it, print a line, keep it until standard input ends
count LOCK FILE N    add one to the number in FILE, N times, under the lock
"""
import os
import sys
import time

from Mailman.LockFile import LockFile, TimeOutError


def tryout(lock):
    try:
        lock.lock(3)
    except TimeOutError:
        print 'timeout'
    else:
        lock.unlock()
        print 'locked'


def hold(lock):
    lock.lock()
    print 'locked'
    sys.stdout.flush()
    sys.stdin.read()
    lock.unlock()


def count(lock, name, times):
    for i in range(int(times)):
        lock.lock()
        number = 0
        if os.path.exists(name):
            number = int(open(name).read())
        time.sleep(0.001)
        fp = open(name, 'w')
        fp.write(str(number + 1))
        fp.close()
        lock.unlock()


if __name__ == '__main__':
    command = {'try': tryout, 'hold': hold, 'count': count}[sys.argv[1]]
    command(LockFile(sys.argv[2]), *sys.argv[3:])
