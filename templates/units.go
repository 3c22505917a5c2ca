// SPDX-License-Identifier: GPL-2.0-or-later

// Package templates holds the texts that the programs carry in themselves. In
// units are the templates of systemd units; letters and archive pages have
// packages of their own below.
package templates

import "embed"

// Units holds the unit templates of package units, one file a kind of unit.
//
// A template is a unit file of systemd's own syntax with two additions:
//
//   - @name@ stands for a value; a line whose value is empty is left out.
//   - "#: word word" at the end of a line says when the line is there: "since N"
//     from systemd N on, any other word where package units says so.
//
//go:embed units
var Units embed.FS
