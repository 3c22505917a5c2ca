// SPDX-License-Identifier: GPL-2.0-or-later

package generator

// Wanted reports whether units are wanted of a generator with this environment
// (see systemd.generator(7)): not in an initrd, and not for a user's own
// systemd. Before systemd 251 none of the variables is set, which means the
// system.
func Wanted(getenv func(string) string) bool {
	scope, initrd := getenv("SYSTEMD_SCOPE"), getenv("SYSTEMD_IN_INITRD")
	return (scope == "" || scope == "system") && (initrd == "" || initrd == "0")
}
