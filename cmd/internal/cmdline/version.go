// SPDX-License-Identifier: GPL-2.0-or-later

package cmdline

import "runtime/debug"

// Version returns the module's version and the commit, as the build knows them
// (see debug.ReadBuildInfo): "v1.2.0, commit 0123abcd of 2026-01-02T03:04:05Z".
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	return versionOf(info)
}

func versionOf(info *debug.BuildInfo) string {
	version := info.Main.Version
	if version == "" {
		version = "unknown"
	}
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
