// SPDX-License-Identifier: GPL-2.0-or-later

// Package mailman has tests only: that mmrun and the code of an installed Mailman do the
// same with the same lists, and that each goes on where the other stopped. Steps such as
// "subscribe", "confirm", "reject the request" are taken at random with mmrun, with
// Mailman, and with both in turn; lists, confirmations, requests, letters and logs are the
// same afterwards. So are archives, whoever archives which posts: mmrun, Mailman's archive
// runner or its bin/arch; and whole sites after one of the day's jobs, or Mailman's script of
// that name.
//
// They run where $MMRUN_TEST_MAILMAN names the directory of a Mailman 2.1 (that which has
// Mailman/ and pythonlib/) and a Python 2.7 is found: $PYTHON2, or python2.7 in $PATH.
// Nothing is written to that directory.
package mailman
