# SPDX-License-Identifier: GPL-2.0-or-later

"""What Python makes of texts in all of its charsets, some of them damaged.

Usage: charsets.py SEED COUNT, for COUNT texts in each. A line of the output is one:
the charset, the bytes, and what decoding them gives with strict, replace and ignore,
as UTF-8; then a text and what encoding it gives with the same three. All are
hexadecimal, "-" is UnicodeError.
"""

import random
import sys

from encodings import aliases

# What mail writes, some of which each charset lacks.
SAMPLES = (
    u'plain text, 1 < 2 ~ {x} \\ \n',
    u'Gr\xfc\xdfe \xe0 b\xeeent\xf4t \xd1 \xa4 \xa5 \u20ac \u2013 \u201cx\u201d',
    u'\u041f\u0440\u0438\u0432\u0435\u0442 \u0457 \u0491 \u0438\u0306',
    u'\u039a\u03b1\u03bb\u03b7\u03bc\u03ad\u03c1\u03b1 \u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627',
    u'\u65e5\u672c\u8a9e \u3042\u3044\u30a2\u30a4 \uff71\uff72 \u2460 \u301c \uff5e \u2016',
    u'\u4e2d\u6587 \u7e41\u9ad4 \u7b80\u4f53 \u3001\u300c \u9f98',
    u'\ud55c\uad6d\uc5b4 \ubdc1 \ub620',
    u'\U0001f600 \U00020000 \ufffd \u0e2a\u0e27\u0e31\u0e2a \u015f\u0131 \u0151\u0171 \u0173',
)


def text(rnd):
    parts = []
    for _ in range(rnd.randrange(1, 5)):
        s = rnd.choice(SAMPLES)
        at = rnd.randrange(len(s))
        parts.append(s[at:at + rnd.randrange(1, 12)])
    return u''.join(parts)


def damaged(rnd, octets):
    """The octets with some lost, changed or added; or quite random ones."""
    if rnd.randrange(4) == 0:
        return ''.join(chr(rnd.randrange(256)) for _ in range(rnd.randrange(1, 12)))
    out = list(octets)
    for _ in range(rnd.randrange(3)):
        at = rnd.randrange(len(out) + 1)
        out[at:at + rnd.randrange(2)] = [chr(rnd.choice((0, 10, 27, 38, 43, 64, 126, 128, 160, 255, rnd.randrange(256))))
                                         for _ in range(rnd.randrange(3))]
    return ''.join(out)


def converted(convert):
    results = []
    for errors in ('strict', 'replace', 'ignore'):
        try:
            result = convert(errors)
            if isinstance(result, unicode):
                result = result.encode('utf-8')
            results.append(result.encode('hex'))
        except UnicodeError:
            results.append('-')
    return results


def is_charset(name):
    try:
        return isinstance(unicode('a' * 8, name, 'replace'), unicode) and isinstance(u'a'.encode(name), str)
    except Exception:
        return False


def main(seed, count):
    rnd = random.Random(seed)
    for name in sorted(set(aliases.aliases.values())):
        if not is_charset(name):
            continue
        for _ in range(count):
            octets = damaged(rnd, text(rnd).encode(name, 'ignore'))
            decoded = converted(lambda errors: unicode(octets, name, errors))
            letters = text(rnd)
            encoded = converted(lambda errors: letters.encode(name, errors))
            print '\t'.join([name, octets.encode('hex')] + decoded + [letters.encode('utf-8').encode('hex')] + encoded)


main(int(sys.argv[1]), int(sys.argv[2]))
