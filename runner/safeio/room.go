// SPDX-License-Identifier: GPL-2.0-or-later

package safeio

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// hugePage is how large the pages are in which the kernel gives memory where it is asked to
// (madvise(2), MADV_HUGEPAGE), on most architectures, in bytes.
const hugePage = 2 << 20

// room is memory for a file of size bytes that is read as a whole. That of a large one, which
// has not been touched yet, is asked for in huge pages: in pages of 4 kB it takes longer to
// get the memory than to read the file.
func room(size int64) []byte {
	data := make([]byte, size)
	if size < 2*hugePage {
		return data
	}
	skip := -uintptr(unsafe.Pointer(unsafe.SliceData(data))) % hugePage
	whole := data[skip : uintptr(size)-(uintptr(size)-skip)%hugePage]
	_ = unix.Madvise(whole, unix.MADV_HUGEPAGE) // it is a hint, which a kernel may not know
	return data
}
