// SPDX-License-Identifier: GPL-2.0-or-later

package site

import "mmgen/runner/mailwrapper"

// WayIn is the site for the scripts that a list's aliases call.
func (s *Site) WayIn() mailwrapper.Site {
	pipeline, _ := s.Settings.Value("OWNER_PIPELINE")
	return mailwrapper.Site{
		ListExists:    s.ListExists,
		Dir:           s.Settings.Str,
		SchemaVersion: int64(s.Settings.Int("QFILE_SCHEMA_VERSION")),
		SiteBounces:   s.SiteAddress("", "bounces"),
		OwnerPipeline: pipeline,
		Now:           s.Now,
		FS:            s.FileSystem(),
	}
}
