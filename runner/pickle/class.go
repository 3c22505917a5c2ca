// SPDX-License-Identifier: GPL-2.0-or-later

package pickle

import (
	"fmt"
	"slices"
	"strings"
)

// kind tells what a global is, if a pickle may name it: a class of which Mailman stores
// instances, or one of the names that Python itself writes for sets and new-style
// classes. It is 0 for any other name. The modules of the email package had other names
// before Python 2.5, and old files keep them.
func (g Global) kind() kind {
	var names []string
	switch g.Module {
	case "Mailman.Message":
		names = []string{"Message", "UserNotification", "OwnerNotification"}
	case "Mailman.Bouncer":
		names = []string{"_BounceInfo"}
	case "Mailman.UserDesc":
		names = []string{"UserDesc"}
	case "Mailman.Archiver.HyperArch", "Mailman.Archiver.pipermail":
		names = []string{"Article"}
	case "email.message", "email.Message":
		names = []string{"Message"}
	case "email.header", "email.Header":
		names = []string{"Header"}
	case "email.charset", "email.Charset":
		names = []string{"Charset"}
	case "email.errors", "email.Errors":
		names = defects
	case "copy_reg":
		return g.one("_reconstructor", reconstructor)
	case "__builtin__":
		return max(g.one("object", objectClass), g.one("set", setMaker), g.one("frozenset", setMaker))
	default:
		return g.mimeClass()
	}
	if slices.Contains(names, g.Name) {
		return storedClass
	}
	return 0
}

// defects are the instances in a message's `defects` (email/errors.py).
var defects = []string{
	"MessageDefect",
	"NoBoundaryInMultipartDefect",
	"StartBoundaryNotFoundDefect",
	"FirstHeaderLineIsContinuationDefect",
	"MisplacedEnvelopeHeaderDefect",
	"MalformedHeaderDefect",
	"MultipartInvariantViolationDefect",
}

// mimeClasses are those of the email package that make new parts.
var mimeClasses = []string{
	"MIMEBase", "MIMENonMultipart", "MIMEMultipart", "MIMEText", "MIMEMessage", "MIMEImage", "MIMEAudio",
	"MIMEApplication",
}

// mimeClass knows MIMEText as email.mime.text.MIMEText and, from before Python
// 2.5, as email.MIMEText.MIMEText; and so on.
func (g Global) mimeClass() kind {
	if !slices.Contains(mimeClasses, g.Name) {
		return 0
	}
	kind := strings.TrimPrefix(g.Name, "MIME")
	if g.Module == "email."+g.Name || g.Module == "email.mime."+strings.ToLower(kind) {
		return storedClass
	}
	return 0
}

func (g Global) one(name string, k kind) kind {
	if g.Name == name {
		return k
	}
	return 0
}

func (g Global) refuse() error {
	return fmt.Errorf("%.100q is not one of the classes that Mailman stores", g.String())
}
