// SPDX-License-Identifier: GPL-2.0-or-later

package generator

import (
	"bufio"
	"io"
	"strings"
)

// Mount is a file system and where it is mounted, or will be.
type Mount struct {
	Where string
	Type  string // nfs4, ext4, fuse.sshfs ..
}

// Mounts are those that are there (mountinfo), and those that will be (fstab
// and mount units: at boot the generator runs before them).
type Mounts []Mount

// Remote returns the type of the network file system that dir lies on; remote is false if it
// lies on a local one. If fstab and mountinfo disagree about a mount point it is remote: a
// timer is right for local directories too, only slower.
func (m Mounts) Remote(dir string) (fstype string, remote bool) {
	var best string
	for _, mount := range m {
		if !below(dir, mount.Where) || len(mount.Where) < len(best) {
			continue
		}
		if len(mount.Where) > len(best) {
			best, fstype, remote = mount.Where, "", false
		}
		if isRemote(mount.Type) {
			fstype, remote = mount.Type, true
		}
	}
	// An automount point alone says nothing of what will be mounted there.
	if remote && fstype == "autofs" && m.has(best, func(t string) bool { return t != "autofs" && !isRemote(t) }) {
		return "", false
	}
	return fstype, remote
}

func (m Mounts) has(where string, fits func(fstype string) bool) bool {
	for _, mount := range m {
		if mount.Where == where && fits(mount.Type) {
			return true
		}
	}
	return false
}

// below reports whether path is dir or lies under it.
func below(path, dir string) bool {
	return path == dir || dir == "/" || strings.HasPrefix(path, dir+"/")
}

// remoteTypes are the file systems in which another host, or the host of a
// virtual machine, can write without inotify telling.
var remoteTypes = words(`
	9p acfs afs autofs beegfs ceph cifs coda davfs gfs gfs2 glusterfs gpfs lustre
	ncp ncpfs nfs nfs4 ocfs2 orangefs panfs prl_fs pvfs2 smb3 smbfs sshfs vboxsf
	virtiofs vmhgfs`)

// localFuse are the FUSE file systems that are known to be local; any other may
// be a network's.
var localFuse = words(`
	bindfs encfs exfat fuse-overlayfs gocryptfs lxcfs mergerfs ntfs ntfs-3g
	overlayfs securefs unionfs unionfs-fuse zfs`)

func isRemote(fstype string) bool {
	if of, fuse := strings.CutPrefix(fstype, "fuse."); fuse {
		return !localFuse[of]
	}
	return remoteTypes[fstype] || fstype == "fuse"
}

func words(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

// ParseFstab reads fstab(5). Malformed lines are skipped, as mount does.
func ParseFstab(r io.Reader) Mounts {
	var mounts Mounts
	for lines := scan(r); lines.Scan(); {
		fields := strings.Fields(lines.Text())
		if len(fields) >= 3 && !strings.HasPrefix(fields[0], "#") && strings.HasPrefix(fields[1], "/") {
			mounts = append(mounts, Mount{cleanMountPoint(fields[1]), fields[2]})
		}
	}
	return mounts
}

// ParseMountinfo reads /proc/PID/mountinfo, see proc_pid_mountinfo(5).
func ParseMountinfo(r io.Reader) Mounts {
	var mounts Mounts
	for lines := scan(r); lines.Scan(); {
		before, after, found := strings.Cut(lines.Text(), " - ")
		fields, types := strings.Fields(before), strings.Fields(after)
		if found && len(fields) >= 5 && len(types) >= 1 {
			mounts = append(mounts, Mount{cleanMountPoint(fields[4]), types[0]})
		}
	}
	return mounts
}

// ParseMountUnit reads a systemd mount unit; ok is false if it does not name its place. If it
// does not name a type, mount finds that out, which it can for local file systems and for
// HOST:/DIR.
func ParseMountUnit(r io.Reader) (m Mount, ok bool) {
	var what string
	for lines := scan(r); lines.Scan(); {
		name, value, _ := strings.Cut(lines.Text(), "=")
		value = strings.TrimSpace(value)
		switch strings.TrimSpace(name) {
		case "What":
			what = value
		case "Where":
			m.Where = strings.ReplaceAll(value, "%%", "%")
		case "Type":
			m.Type = value
		}
	}
	if m.Type == "" && strings.Contains(what, ":/") {
		m.Type = "nfs" // mount(8): HOST:/DIR
	}
	m.Where = cleanMountPoint(m.Where)
	return m, strings.HasPrefix(m.Where, "/")
}

// scan reads lines; the options of an overlay can make long ones.
func scan(r io.Reader) *bufio.Scanner {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 1<<20)
	return lines
}

// cleanMountPoint decodes the octal escapes (\040 is a space) and takes slashes
// from the end.
func cleanMountPoint(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' && i+3 < len(s) && isOctal(s[i+1:i+4]) {
			b.WriteByte((s[i+1]-'0')<<6 | (s[i+2]-'0')<<3 | (s[i+3] - '0'))
			i += 3
			continue
		}
		b.WriteByte(s[i])
	}
	if clean := strings.TrimRight(b.String(), "/"); clean != "" || b.Len() == 0 {
		return clean
	}
	return "/"
}

func isOctal(s string) bool {
	return strings.Trim(s, "01234567") == ""
}
