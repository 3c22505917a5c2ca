// SPDX-License-Identifier: GPL-2.0-or-later

// Package i18n says things in the languages of a site: letters from templates,
// and short strings from message catalogues. It answers to Mailman/i18n.py,
// SafeDict.py, and of Utils.py to findtext, maketext and wrap.
//
// A Letter is a text file that the site, the domain or the list may replace, for each language;
// see Letter.Find for where it is looked for. Variables are put into it (`%(listname)s`), and
// it is filled to 70 columns (Wrap). A template that is in none of these places comes from
// mmgen/templates/letters.
//
// A Translator translates the strings of Mailman's own code. They are the keys of the
// catalogues MESSAGES_DIR/LANG/LC_MESSAGES/mailman.mo, so callers must give them exactly as
// they are in Mailman's code. English has no catalogue.
//
// Mailman keeps the language in a global variable, which must be set before anything is
// translated; here the translator is a value that is passed on. Strings are bytes in the
// charset of their language, as Python 2's str, or Unicode; Text tells which.
package i18n
