// SPDX-License-Identifier: GPL-2.0-or-later

package listconfig

import (
	"strconv"
	"strings"
	"sync"

	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/lazyregexp"
)

// suspiciousTags are what the HTML of an attribute must not have in it, in lower case.
var suspiciousTags = []string{"<iframe", "<frame", "<meta", "<object", "<script", "@keyframes"}

// favicon is the one link that is allowed, behind "<link".
const favicon = ` rel="shortcut icon" href="<mm-favicon>">`

// suspiciousWords are names of events and of languages of scripts.
var suspiciousWords = sync.OnceValue(func() map[string]bool {
	words := map[string]bool{}
	for _, word := range strings.Fields(`
		animationend animationiteration animationstart domactivate domattrmodified domcharacterdatamodified
		domfocusin domfocusout dommenuitemactive dommenuiteminactive dommousescroll domnodeinserted
		domnodeinsertedintodocument domnoderemoved domnoderemovedfromdocument domsubtreemodified fscommand
		javascript jscript onabort onactivate onafterprint onafterupdate onanimationend onanimationiteration
		onanimationstart onbeforeactivate onbeforecopy onbeforecut onbeforedeactivate onbeforeeditfocus
		onbeforepaste onbeforeprint onbeforeunload onbeforeupdate onbegin onblur onbounce onbroadcast
		oncanplay oncanplaythrough oncellchange onchange oncheckboxstatechange onclick onclose oncommand
		oncommandupdate oncompositionend oncompositionstart oncontextmenu oncontrolselect oncopy oncut
		ondataavailable ondatasetchanged ondatasetcomplete ondblclick ondeactivate ondrag ondragdrop
		ondragend ondragenter ondragexit ondraggesture ondragleave ondragover ondragstart ondrop
		ondurationchange onemptied onend onended onerror onerrorupdate onfilterchange onfinish onfocus
		onfocusin onfocusout onhashchange onhelp oninput onkeydown onkeypress onkeyup onlayoutcomplete
		onload onloadeddata onloadedmetadata onloadstart onlosecapture onmediacomplete onmediaerror
		onmessage onmousedown onmouseenter onmouseleave onmousemove onmouseout onmouseover onmouseup
		onmousewheel onmove onmoveend onmovestart onoffline ononline onopen onoutofsync onoverflow
		onoverflowchanged onpagehide onpageshow onpaint onpaste onpause onplay onplaying onpopstate
		onpopuphidden onpopuphiding onpopupshowing onpopupshown onprogress onpropertychange
		onradiostatechange onratechange onreadystatechange onrepeat onreset onresize onresizeend
		onresizestart onresume onreverse onrowdelete onrowenter onrowexit onrowinserted onrowsdelete
		onrowsenter onrowsinserted onscroll onsearch onseek onseeked onseeking onselect onselectionchange
		onselectstart onshow onstalled onstart onstop onstorage onsubmit onsuspend onsyncfrompreference
		onsyncrestored onsynctopreference ontext ontimeerror ontimeupdate ontoggle ontouchcancel ontouchend
		ontouchmove ontouchstart ontrackchange ontransitionend onunderflow onunload onurlflip onvolumechange
		onwaiting onwheel seeksegmenttime svgabort svgerror svgload svgresize svgscroll svgunload svgzoom
		transitionend vbs vbscript`) {
		words[word] = true
	}
	return words
})

// encoded are characters that are written as references, or as in a URL.
var encoded = lazyregexp.New(`(?i)&#[0-9]+;?|&#x[0-9a-f]+;?|%[0-9a-f]{2}`)

// suspiciousHTML tells whether HTML may hold a script (Utils.py: suspiciousHTML). It looks
// for words wherever they stand, and so finds harmless ones too.
func suspiciousHTML(html string) bool {
	text := pystr.Lower(dropControls(encoded().ReplaceAllStringFunc(html, decodeByte)))
	for _, tag := range suspiciousTags {
		if strings.Contains(text, tag) {
			return true
		}
	}
	links := strings.Split(text, "<link")
	for _, behind := range links[1:] {
		if !strings.HasPrefix(behind, favicon) {
			return true
		}
	}
	words := suspiciousWords()
	for _, word := range strings.FieldsFunc(text, func(r rune) bool { return !isWordRune(r) }) {
		if words[word] {
			return true
		}
	}
	return false
}

func isWordRune(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' || r == '_'
}

// decodeByte is the byte that an encoded character stands for; nothing where there is none.
func decodeByte(match string) string {
	digits, base := strings.Trim(strings.ToLower(match), "&#;"), 10
	if digits[0] == 'x' || digits[0] == '%' {
		digits, base = digits[1:], 16
	}
	n, err := strconv.ParseUint(digits, base, 8)
	if err != nil {
		return ""
	}
	return string([]byte{byte(n)})
}

// dropControls removes the control characters that could break a word. The ends of lines
// stay.
func dropControls(s string) string {
	kept := make([]byte, 0, len(s))
	for i := range len(s) {
		c := s[i]
		if c == '\n' || c == '\r' || c >= ' ' && c < 0x7f || c >= 0xa0 {
			kept = append(kept, c)
		}
	}
	return string(kept)
}
