// SPDX-License-Identifier: GPL-2.0-or-later

package generator

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestRemote(t *testing.T) {
	mounts := Mounts{
		{"/", "ext4"}, {"/srv", "nfs4"}, {"/srv/local", "xfs"}, {"/srvx", "xfs"},
		{"/ssh", "fuse.sshfs"}, {"/merge", "fuse.mergerfs"}, {"/ntfs", "fuseblk"}, {"/unknown", "fuse.newfs"}, {"/fuse", "fuse"},
		{"/auto/nfs", "autofs"}, {"/auto/nfs", "nfs"}, {"/auto/disk", "ext4"}, {"/auto/disk", "autofs"}, {"/auto/map", "autofs"},
		{"/twice", "nfs"}, {"/twice", "ext4"}, {"/vm", "virtiofs"}, {"/vm9", "9p"}, {"/cluster", "ocfs2"}, {"/ceph", "ceph"},
		{"/gluster", "fuse.glusterfs"}, {"/win", "smb3"}, {"/lustre", "lustre"}, {"/iscsi", "ext4"},
	}
	for dir, want := range map[string]string{
		"/var/lib/mailman/qfiles/in": "", "/srv/q/in": "nfs4", "/srv": "nfs4", "/srv/local/q": "", "/srvx/q": "", "/srvy": "",
		"/ssh/q": "fuse.sshfs", "/merge/q": "", "/ntfs/q": "", "/unknown/q": "fuse.newfs", "/fuse/q": "fuse",
		"/auto/nfs/q": "nfs", "/auto/disk/q": "", "/auto/map/q": "autofs", "/twice/q": "nfs", "/vm/q": "virtiofs", "/vm9/q": "9p",
		"/cluster/q": "ocfs2", "/ceph/q": "ceph", "/gluster/q": "fuse.glusterfs", "/win/q": "smb3", "/lustre/q": "lustre", "/iscsi/q": "",
	} {
		fstype, remote := mounts.Remote(dir)
		if fstype != want || remote != (want != "") {
			t.Errorf("Remote(%s) = %q, %v, want %q", dir, fstype, remote, want)
		}
	}
	if _, remote := Mounts(nil).Remote("/q"); remote {
		t.Error("with no mounts known a directory counts as remote")
	}
}

func TestParseFstab(t *testing.T) {
	got := ParseFstab(strings.NewReader(`
# /etc/fstab
UUID=ab / ext4 errors=remount-ro 0 1
server:/mm	/var/lib/mailman/	nfs4	_netdev,x-systemd.automount 0 0
//win/share /srv/my\040share\011x cifs guest
LABEL=swap none swap sw 0 0
	# server:/old /old nfs
tmpfs /tmp
bad
`))
	want := Mounts{{"/", "ext4"}, {"/var/lib/mailman", "nfs4"}, {"/srv/my share\tx", "cifs"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestParseMountinfo(t *testing.T) {
	long := "lowerdir=" + strings.Repeat("/var/lib/layers/0123456789:", 5000)
	got := ParseMountinfo(strings.NewReader(`22 27 0:21 / /proc rw,nosuid shared:13 - proc proc rw
27 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
30 27 0:30 / /ov rw - overlay overlay ` + long + `
90 27 0:45 /mm /srv/my\040lists rw,relatime shared:44 master:3 - nfs4 server:/mm rw,vers=4.2
91 27 0:46 / /x rw
`))
	want := Mounts{{"/proc", "proc"}, {"/", "ext4"}, {"/ov", "overlay"}, {"/srv/my lists", "nfs4"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestParseMountUnit(t *testing.T) {
	for text, want := range map[string]Mount{
		"[Mount]\nWhat=server:/mm\nWhere=/srv/mm/\nType=nfs4\n":        {"/srv/mm", "nfs4"},
		"[Mount]\nWhat = server:/mm\nWhere = /srv/100%%\n":             {"/srv/100%", "nfs"},
		"[Mount]\nWhat=/dev/sdb1\nWhere=/srv/mm\n[Install]\nWantedBy=": {"/srv/mm", ""},
		"[Mount]\nWhat=server:/mm\n":                                   {"", "nfs"},
	} {
		got, ok := ParseMountUnit(strings.NewReader(text))
		if got != want || ok != (want.Where != "") {
			t.Errorf("%q: %v, %v, want %v", text, got, ok, want)
		}
	}
}
