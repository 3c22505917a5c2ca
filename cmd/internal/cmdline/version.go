// SPDX-License-Identifier: GPL-2.0-or-later

package cmdline

import (
	"cmp"
	"runtime/debug"
)

// release is the version of the package that the program is in. The linker sets it
// (.ci/package).
var release string

// Version returns the package's version, else the module's, and the commit, as the build
// knows them (see debug.ReadBuildInfo): "1.2.0, commit 0123abcd of 2026-01-02T03:04:05Z".
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	return versionOf(release, info)
}

func versionOf(release string, info *debug.BuildInfo) string {
	version := cmp.Or(release, info.Main.Version, "unknown")
	built := map[string]string{}
	for _, setting := range info.Settings {
		built[setting.Key] = setting.Value
	}
	if built["vcs.revision"] == "" {
		return version + ", commit unknown"
	}
	version += ", commit " + built["vcs.revision"]
	if built["vcs.time"] != "" {
		version += " of " + built["vcs.time"]
	}
	if built["vcs.modified"] == "true" {
		version += ", with local changes"
	}
	return version
}
