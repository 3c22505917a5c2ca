// SPDX-License-Identifier: GPL-2.0-or-later

package scrub

import (
	"slices"
	"strings"
	"sync"

	"mmgen/runner/safeio"
)

// guessExtension is the extension of a content type: own, if that is one of the extensions of
// the type; "" for a type that nobody knows (Scrubber.py: guess_extension, mimetypes.py:
// guess_all_extensions).
func guessExtension(ctype, own string) string {
	all := extensionsOf(ctype, siteTypes())
	better, ok := betterExtensions[ctype]
	switch {
	case slices.Contains(all, own):
		return own
	case ok:
		return better
	case len(all) == 0:
		return ""
	}
	return all[0]
}

// betterExtensions has extensions for types whose first extension is .obj or .ksh. A web server
// that does not know these leaves it to the browser to guess the type, and the browser may take
// the file for HTML (CVE-2020-12137). Mailman means to avoid them too, but never does: its code
// has an error (`ctype.lower == ..` without brackets).
var betterExtensions = map[string]string{
	"application/octet-stream": ".bin",
	"text/plain":               ".txt",
}

// extensionsOf lists the extensions of a type: first those that Python knows, then those of the
// site, then those that Python knows for types that are not registered.
func extensionsOf(ctype string, site map[string][]string) []string {
	var all []string
	for _, more := range [][]string{lookupType(registeredTypes, ctype), site[ctype], lookupType(commonTypes, ctype)} {
		for _, ext := range more {
			if !slices.Contains(all, ext) {
				all = append(all, ext)
			}
		}
	}
	return all
}

func lookupType(table, ctype string) []string {
	_, behind, ok := strings.Cut(table, "\n"+ctype+" ")
	if !ok {
		return nil
	}
	line, _, _ := strings.Cut(behind, "\n")
	return strings.Fields(line)
}

// typeFiles are where a machine keeps its content types (mimetypes.py:
// knownfiles).
var typeFiles = []string{
	"/etc/mime.types",
	"/etc/httpd/mime.types",
	"/etc/httpd/conf/mime.types",
	"/etc/apache/mime.types",
	"/etc/apache2/mime.types",
	"/usr/local/etc/httpd/conf/mime.types",
	"/usr/local/lib/netscape/mime.types",
	"/usr/local/etc/mime.types",
}

// siteTypes are the machine's content types, read when they are first needed.
var siteTypes = sync.OnceValue(func() map[string][]string { return readTypes(typeFiles) })

// maxTypesFile bounds a file of content types, in bytes; Debian's has 70,000.
const maxTypesFile = 4 << 20

// readTypes reads files whose lines have a type and its extensions without
// dot; those that are missing are passed over (mimetypes.py: readfp).
func readTypes(files []string) map[string][]string {
	types := map[string][]string{}
	for _, file := range files {
		data, err := safeio.ReadFile(safeio.OS, file, maxTypesFile)
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(data)) {
			words := strings.Fields(line)
			if i := slices.IndexFunc(words, func(w string) bool { return w[0] == '#' }); i >= 0 {
				words = words[:i]
			}
			for i := 1; i < len(words); i++ {
				types[words[0]] = append(types[words[0]], "."+words[i])
			}
		}
	}
	return types
}

// registeredTypes has the types that Python 2.7 itself knows, with their extensions in its
// order.
const registeredTypes = `
application/javascript .js .mjs
application/json .json
application/msword .dot .wiz .doc
application/octet-stream .obj .dll .bin .a .o .so .exe
application/oda .oda
application/pdf .pdf
application/pkcs7-mime .p7c
application/postscript .ai .ps .eps
application/vnd.ms-excel .xlb .xls
application/vnd.ms-powerpoint .ppt .pps .ppa .pot .pwz
application/x-bcpio .bcpio
application/x-cpio .cpio
application/x-csh .csh
application/x-dvi .dvi
application/x-gtar .gtar
application/x-hdf .hdf
application/x-latex .latex
application/x-mif .mif
application/x-netcdf .nc .cdf
application/x-pkcs12 .p12 .pfx
application/x-pn-realaudio .ram
application/x-python-code .pyc .pyo
application/x-sh .sh
application/x-shar .shar
application/x-shockwave-flash .swf
application/x-sv4cpio .sv4cpio
application/x-sv4crc .sv4crc
application/x-tar .tar
application/x-tcl .tcl
application/x-tex .tex
application/x-texinfo .texi .texinfo
application/x-troff .tr .t .roff
application/x-troff-man .man
application/x-troff-me .me
application/x-troff-ms .ms
application/x-ustar .ustar
application/x-wais-source .src
application/xml .wsdl .xsl .rdf .xpdl
application/zip .zip
audio/basic .au .snd
audio/mpeg .mp3 .mp2
audio/x-aiff .aif .aiff .aifc
audio/x-pn-realaudio .ra
audio/x-wav .wav
image/gif .gif
image/ief .ief
image/jpeg .jpe .jpg .jpeg
image/png .png
image/svg+xml .svg
image/tiff .tif .tiff
image/vnd.microsoft.icon .ico
image/x-cmu-raster .ras
image/x-ms-bmp .bmp
image/x-portable-anymap .pnm
image/x-portable-bitmap .pbm
image/x-portable-graymap .pgm
image/x-portable-pixmap .ppm
image/x-rgb .rgb
image/x-xbitmap .xbm
image/x-xpixmap .xpm
image/x-xwindowdump .xwd
message/rfc822 .eml .mht .nws .mhtml
text/css .css
text/csv .csv
text/html .htm .html
text/plain .ksh .bat .h .txt .pl .c
text/richtext .rtx
text/tab-separated-values .tsv
text/x-python .py
text/x-setext .etx
text/x-sgml .sgm .sgml
text/x-vcard .vcf
text/xml .xml
video/mp4 .mp4
video/mpeg .mpeg .m1v .mpa .mpg .mpe
video/quicktime .mov .qt
video/webm .webm
video/x-msvideo .avi
video/x-sgi-movie .movie
`

// commonTypes has the types that Python 2.7 knows although they are not registered.
const commonTypes = `
application/rtf .rtf
audio/midi .mid .midi
image/jpg .jpg
image/pict .pic .pct .pict
text/xul .xul
`

// SplitExt divides a path before the last dot of its last element; dots at the beginning of
// that element do not count (os.path.splitext).
func SplitExt(path string) (base, ext string) {
	name := path[strings.LastIndexByte(path, '/')+1:]
	dot := strings.LastIndexByte(strings.TrimLeft(name, "."), '.')
	if dot < 0 {
		return path, ""
	}
	at := len(path) - len(strings.TrimLeft(name, ".")) + dot
	return path[:at], path[at:]
}
