// SPDX-License-Identifier: GPL-2.0-or-later

package member

import (
	"fmt"
	"time"

	"mmgen/generator/pyvalue"
	"mmgen/generator/pyvalue/pystr"
	"mmgen/runner/mlist"
	"mmgen/runner/pickle"
)

// BounceInfo is what the list remembers of a member's bounces; nil if there is nothing
// (getBounceInfo).
type BounceInfo struct {
	inst  *pickle.Instance
	state *pyvalue.Dict
}

var bounceInfoClass = pickle.Global{Module: "Mailman.Bouncer", Name: "_BounceInfo"}

// NewBounceInfo is _BounceInfo(member, score, date, noticesleft). The list
// does not know of it before SetBounceInfo.
func NewBounceInfo(member string, score pyvalue.Value, date mlist.Day, noticesLeft pyvalue.Value, zone *time.Location) *BounceInfo {
	state := new(pyvalue.Dict)
	state.SetStr("member", pyvalue.Str(member))
	state.SetStr("cookie", nil)
	b := &BounceInfo{&pickle.Instance{Class: bounceInfoClass, State: state, OldStyle: true}, state}
	b.Reset(score, date, noticesLeft, zone)
	return b
}

// bounceInfoFrom takes the instance in config.pck; ok is false
// where the value is not such an instance: old lists have tuples there.
func bounceInfoFrom(v pyvalue.Value) (b *BounceInfo, ok bool) {
	inst, ok := v.(*pickle.Instance)
	if !ok || inst.Class != bounceInfoClass {
		return nil, false
	}
	state, ok := inst.State.(*pyvalue.Dict)
	if !ok {
		return nil, false
	}
	return &BounceInfo{inst, state}, true
}

// Reset starts the count anew (_BounceInfo.reset).
func (b *BounceInfo) Reset(score pyvalue.Value, date mlist.Day, noticesLeft pyvalue.Value, zone *time.Location) {
	b.state.SetStr("score", score)
	b.SetDate(date)
	b.state.SetStr("noticesleft", noticesLeft)
	b.SetLastNotice(mlist.FirstDay(zone))
}

// Score is the weight of the bounces that came since the count began: a float
// or, after a probe, the int 0.
func (b *BounceInfo) Score() pyvalue.Value { return b.state.GetStr("score") }

// AddScore adds the weight of one more bounce.
func (b *BounceInfo) AddScore(weight float64) {
	old, _ := pyvalue.AsFloat(b.Score())
	b.state.SetStr("score", old+weight)
}

// Reached tells whether the score is at a threshold.
func (b *BounceInfo) Reached(threshold float64) bool {
	score, _ := pyvalue.AsFloat(b.Score())
	return score >= threshold
}

// Date is the day of the last bounce that counted.
func (b *BounceInfo) Date() mlist.Day {
	d, _ := mlist.DayFrom(b.state.GetStr("date"))
	return d
}

// SetDate sets the day of the last bounce.
func (b *BounceInfo) SetDate(d mlist.Day) { b.state.SetStr("date", d.Tuple()) }

// SetDateAsSeconds sets the day as Mailman's cron/disabled does for a member who never
// bounced: as the number of seconds since the epoch at which it begins. Date does
// not take that for a day.
func (b *BounceInfo) SetDateAsSeconds(t time.Time) { b.state.SetStr("date", pickle.Seconds(t)) }

// NoticesLeft is how many more notices a disabled member gets.
func (b *BounceInfo) NoticesLeft() pyvalue.Value { return b.state.GetStr("noticesleft") }

// NoticesExhausted tells that the member has had all notices, and is to be removed.
func (b *BounceInfo) NoticesExhausted() bool {
	n, _ := pyvalue.AsFloat(b.NoticesLeft())
	return n <= 0
}

// Noticed counts a notice that was sent on a day.
func (b *BounceInfo) Noticed(day mlist.Day) {
	b.state.SetStr("noticesleft", int64(mlist.Integer(b.NoticesLeft())-1))
	b.SetLastNotice(day)
}

// LastNotice is the day of the last notice.
func (b *BounceInfo) LastNotice() mlist.Day {
	d, _ := mlist.DayFrom(b.state.GetStr("lastnotice"))
	return d
}

// SetLastNotice sets the day of the last notice.
func (b *BounceInfo) SetLastNotice(d mlist.Day) { b.state.SetStr("lastnotice", d.Tuple()) }

// Cookie is the cookie by which the member can enable delivery again; "" for None.
func (b *BounceInfo) Cookie() string {
	s, _ := pyvalue.AsString(b.state.GetStr("cookie"))
	return s
}

// SetCookie sets the cookie.
func (b *BounceInfo) SetCookie(cookie string) { b.state.SetStr("cookie", pyvalue.Str(cookie)) }

// BounceInfo is what the list remembers of a member, nil for nothing
// (getBounceInfo).
func (r Roster) BounceInfo(addr string) (*BounceInfo, error) {
	if !r.Has(addr) {
		return nil, fmt.Errorf("bounces of %s: %w", addr, ErrNotMember)
	}
	b, _ := bounceInfoFrom(r.list.Dict("bounce_info").GetStr(pystr.Lower(addr)))
	return b, nil
}

// SetBounceInfo replaces what the list remembers of a member's bounces. With nil the list
// forgets it, and delivery is enabled (setBounceInfo).
func (r Roster) SetBounceInfo(addr string, b *BounceInfo) error {
	if err := r.memberToChange(addr); err != nil {
		return err
	}
	key := pyvalue.Str(pystr.Lower(addr))
	if b == nil {
		r.list.Dict("bounce_info").Delete(key)
		r.list.Dict("delivery_status").Delete(key)
		return nil
	}
	r.list.DictToWrite("bounce_info").Set(key, b.inst)
	return nil
}
