// SPDX-License-Identifier: GPL-2.0-or-later

// Package pyload has a test only: that a Python 2.7 with Mailman's classes
// loads every file that mmrun wrote, and finds in it what mmrun meant. Golden
// cases are played, and what lies in their trees afterwards is loaded by
// testdata/load.py.
//
// It runs where a Python 2.7 is found: $PYTHON2, or python2.7 in $PATH.
package pyload
