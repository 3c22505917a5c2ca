// SPDX-License-Identifier: GPL-2.0-or-later

package mlist

import (
	"strings"
	"sync"

	"mmgen/generator/pyvalue"
)

// setting is a default whose value is a setting in mm_cfg.
type setting string

// emptyList and emptyDict are defaults of which each list gets its own.
type (
	emptyList struct{}
	emptyDict struct{}
)

// defaults are the attributes of a new list, as MailList.py: InitVars and
// those of its base classes set them. What depends on more than a setting is
// in computedDefault.
var defaults = sync.OnceValue(func() map[string]any {
	return map[string]any{
		// MailList.py
		"volume": 1, "members": emptyDict{}, "last_post_time": 0, "post_id": 1.0,
		"user_options": emptyDict{}, "language": emptyDict{}, "usernames": emptyDict{}, "passwords": emptyDict{},
		"data_version":                       setting("DATA_FILE_VERSION"),
		"new_member_options":                 setting("DEFAULT_NEW_MEMBER_OPTIONS"),
		"respond_to_post_requests":           setting("DEFAULT_RESPOND_TO_POST_REQUESTS"),
		"advertised":                         setting("DEFAULT_LIST_ADVERTISED"),
		"max_num_recipients":                 setting("DEFAULT_MAX_NUM_RECIPIENTS"),
		"max_message_size":                   setting("DEFAULT_MAX_MESSAGE_SIZE"),
		"owner":                              emptyList{},
		"moderator":                          emptyList{},
		"reply_goes_to_list":                 setting("DEFAULT_REPLY_GOES_TO_LIST"),
		"reply_to_address":                   "",
		"first_strip_reply_to":               setting("DEFAULT_FIRST_STRIP_REPLY_TO"),
		"admin_immed_notify":                 setting("DEFAULT_ADMIN_IMMED_NOTIFY"),
		"admin_notify_mchanges":              setting("DEFAULT_ADMIN_NOTIFY_MCHANGES"),
		"require_explicit_destination":       setting("DEFAULT_REQUIRE_EXPLICIT_DESTINATION"),
		"acceptable_aliases":                 setting("DEFAULT_ACCEPTABLE_ALIASES"),
		"umbrella_list":                      setting("DEFAULT_UMBRELLA_LIST"),
		"umbrella_member_suffix":             setting("DEFAULT_UMBRELLA_MEMBER_ADMIN_SUFFIX"),
		"regular_exclude_lists":              setting("DEFAULT_REGULAR_EXCLUDE_LISTS"),
		"regular_exclude_ignore":             setting("DEFAULT_REGULAR_EXCLUDE_IGNORE"),
		"regular_include_lists":              setting("DEFAULT_REGULAR_INCLUDE_LISTS"),
		"send_reminders":                     setting("DEFAULT_SEND_REMINDERS"),
		"send_welcome_msg":                   setting("DEFAULT_SEND_WELCOME_MSG"),
		"send_goodbye_msg":                   setting("DEFAULT_SEND_GOODBYE_MSG"),
		"bounce_matching_headers":            setting("DEFAULT_BOUNCE_MATCHING_HEADERS"),
		"header_filter_rules":                emptyList{},
		"from_is_list":                       setting("DEFAULT_FROM_IS_LIST"),
		"anonymous_list":                     setting("DEFAULT_ANONYMOUS_LIST"),
		"description":                        "",
		"info":                               "",
		"welcome_msg":                        "",
		"goodbye_msg":                        "",
		"subscribe_policy":                   setting("DEFAULT_SUBSCRIBE_POLICY"),
		"subscribe_auto_approval":            setting("DEFAULT_SUBSCRIBE_AUTO_APPROVAL"),
		"unsubscribe_policy":                 setting("DEFAULT_UNSUBSCRIBE_POLICY"),
		"private_roster":                     setting("DEFAULT_PRIVATE_ROSTER"),
		"obscure_addresses":                  setting("DEFAULT_OBSCURE_ADDRESSES"),
		"admin_member_chunksize":             setting("DEFAULT_ADMIN_MEMBER_CHUNKSIZE"),
		"administrivia":                      setting("DEFAULT_ADMINISTRIVIA"),
		"drop_cc":                            setting("DEFAULT_DROP_CC"),
		"preferred_language":                 setting("DEFAULT_SERVER_LANGUAGE"),
		"available_languages":                emptyList{},
		"include_rfc2369_headers":            1,
		"include_list_post_header":           1,
		"include_sender_header":              1,
		"filter_mime_types":                  setting("DEFAULT_FILTER_MIME_TYPES"),
		"pass_mime_types":                    setting("DEFAULT_PASS_MIME_TYPES"),
		"filter_filename_extensions":         setting("DEFAULT_FILTER_FILENAME_EXTENSIONS"),
		"pass_filename_extensions":           setting("DEFAULT_PASS_FILENAME_EXTENSIONS"),
		"filter_content":                     setting("DEFAULT_FILTER_CONTENT"),
		"collapse_alternatives":              setting("DEFAULT_COLLAPSE_ALTERNATIVES"),
		"convert_html_to_plaintext":          setting("DEFAULT_CONVERT_HTML_TO_PLAINTEXT"),
		"filter_action":                      setting("DEFAULT_FILTER_ACTION"),
		"nondigestable":                      setting("DEFAULT_NONDIGESTABLE"),
		"personalize":                        0,
		"default_member_moderation":          setting("DEFAULT_DEFAULT_MEMBER_MODERATION"),
		"emergency":                          0,
		"member_verbosity_threshold":         setting("DEFAULT_MEMBER_VERBOSITY_THRESHOLD"),
		"member_verbosity_interval":          setting("DEFAULT_MEMBER_VERBOSITY_INTERVAL"),
		"member_moderation_action":           0,
		"member_moderation_notice":           "",
		"dmarc_moderation_action":            setting("DEFAULT_DMARC_MODERATION_ACTION"),
		"dmarc_quarantine_moderation_action": setting("DEFAULT_DMARC_QUARANTINE_MODERATION_ACTION"),
		"dmarc_none_moderation_action":       setting("DEFAULT_DMARC_NONE_MODERATION_ACTION"),
		"dmarc_moderation_notice":            "",
		"dmarc_moderation_addresses":         emptyList{},
		"dmarc_wrapped_message_text":         setting("DEFAULT_DMARC_WRAPPED_MESSAGE_TEXT"),
		"equivalent_domains":                 setting("DEFAULT_EQUIVALENT_DOMAINS"),
		"accept_these_nonmembers":            emptyList{},
		"hold_these_nonmembers":              emptyList{},
		"reject_these_nonmembers":            emptyList{},
		"discard_these_nonmembers":           emptyList{},
		"forward_auto_discards":              setting("DEFAULT_FORWARD_AUTO_DISCARDS"),
		"generic_nonmember_action":           setting("DEFAULT_GENERIC_NONMEMBER_ACTION"),
		"nonmember_rejection_notice":         "",
		"ban_list":                           emptyList{},
		"password":                           "",
		"hold_and_cmd_autoresponses":         emptyDict{},
		"msg_header":                         setting("DEFAULT_MSG_HEADER"),
		"msg_footer":                         setting("DEFAULT_MSG_FOOTER"),
		"scrub_nondigest":                    setting("DEFAULT_SCRUB_NONDIGEST"),
		"max_days_to_hold":                   setting("DEFAULT_MAX_DAYS_TO_HOLD"),
		// ListAdmin.py
		"next_request_id": 1,
		// Archiver/Archiver.py
		"archive":                  setting("DEFAULT_ARCHIVE"),
		"archive_private":          setting("DEFAULT_ARCHIVE_PRIVATE"),
		"archive_volume_frequency": setting("DEFAULT_ARCHIVE_VOLUME_FREQUENCY"),
		// Digester.py
		"digestable":              setting("DEFAULT_DIGESTABLE"),
		"digest_is_default":       setting("DEFAULT_DIGEST_IS_DEFAULT"),
		"mime_is_default_digest":  setting("DEFAULT_MIME_IS_DEFAULT_DIGEST"),
		"digest_size_threshhold":  setting("DEFAULT_DIGEST_SIZE_THRESHHOLD"),
		"digest_send_periodic":    setting("DEFAULT_DIGEST_SEND_PERIODIC"),
		"next_post_number":        1,
		"digest_header":           setting("DEFAULT_DIGEST_HEADER"),
		"digest_footer":           setting("DEFAULT_DIGEST_FOOTER"),
		"digest_volume_frequency": setting("DEFAULT_DIGEST_VOLUME_FREQUENCY"),
		"one_last_digest":         emptyDict{},
		"digest_members":          emptyDict{},
		"next_digest_number":      1,
		"digest_last_sent_at":     0,
		// SecurityManager.py
		"mod_password":  nil,
		"post_password": nil,
		// Bouncer.py
		"bounce_processing":                         setting("DEFAULT_BOUNCE_PROCESSING"),
		"bounce_score_threshold":                    setting("DEFAULT_BOUNCE_SCORE_THRESHOLD"),
		"bounce_info_stale_after":                   setting("DEFAULT_BOUNCE_INFO_STALE_AFTER"),
		"bounce_you_are_disabled_warnings":          setting("DEFAULT_BOUNCE_YOU_ARE_DISABLED_WARNINGS"),
		"bounce_you_are_disabled_warnings_interval": setting("DEFAULT_BOUNCE_YOU_ARE_DISABLED_WARNINGS_INTERVAL"),
		"bounce_unrecognized_goes_to_list_owner":    setting("DEFAULT_BOUNCE_UNRECOGNIZED_GOES_TO_LIST_OWNER"),
		"bounce_notify_owner_on_bounce_increment":   setting("DEFAULT_BOUNCE_NOTIFY_OWNER_ON_BOUNCE_INCREMENT"),
		"bounce_notify_owner_on_disable":            setting("DEFAULT_BOUNCE_NOTIFY_OWNER_ON_DISABLE"),
		"bounce_notify_owner_on_removal":            setting("DEFAULT_BOUNCE_NOTIFY_OWNER_ON_REMOVAL"),
		"bounce_info":                               emptyDict{},
		"delivery_status":                           emptyDict{},
		// GatewayManager.py
		"nntp_host":               setting("DEFAULT_NNTP_HOST"),
		"linked_newsgroup":        "",
		"gateway_to_news":         0,
		"gateway_to_mail":         0,
		"news_prefix_subject_too": 1,
		"news_moderation":         0,
		// Autoresponder.py
		"autorespond_postings":       0,
		"autorespond_admin":          0,
		"autorespond_requests":       0,
		"autoresponse_postings_text": "",
		"autoresponse_admin_text":    "",
		"autoresponse_request_text":  "",
		"autoresponse_graceperiod":   90,
		"postings_responses":         emptyDict{},
		"admin_responses":            emptyDict{},
		"request_responses":          emptyDict{},
		// TopicMgr.py
		"topics":                 emptyList{},
		"topics_enabled":         0,
		"topics_bodylines_limit": 5,
		"topics_userinterest":    emptyDict{},
	}
})

// computed are the defaults that computedDefault knows.
var computed = []string{"created_at", "host_name", "web_page_url", "real_name", "subject_prefix", "encode_ascii_prefixes"}

// Default is what a new list would have for an attribute; ok is false for an
// attribute that Mailman does not know.
func (l *List) Default(attr string) (v pyvalue.Value, ok bool) {
	if v, ok := l.computedDefault(attr); ok {
		return v, true
	}
	switch d, ok := defaults()[attr]; d := d.(type) {
	case setting:
		v, ok := l.env.Settings.Value(string(d))
		return FromSetting(v), ok
	case emptyList:
		return &pyvalue.List{}, true
	case emptyDict:
		return new(pyvalue.Dict), true
	case string:
		return pyvalue.Str(d), true
	case int:
		return int64(d), true
	default:
		return d, ok
	}
}

func (l *List) computedDefault(attr string) (v pyvalue.Value, ok bool) {
	set := l.env.Settings
	switch attr {
	case "created_at":
		return l.Now(), true
	case "host_name":
		if host := set.Str("DEFAULT_HOST_NAME"); host != "" {
			return pyvalue.Str(host), true
		}
		return pyvalue.Str(set.Str("DEFAULT_EMAIL_HOST")), true
	case "web_page_url":
		return pyvalue.Str(l.defaultURL()), true
	case "real_name":
		if l.name == "" {
			return pyvalue.Str(""), true
		}
		return pyvalue.Str(strings.ToUpper(l.name[:1]) + l.name[1:]), true
	case "subject_prefix":
		realName, _ := l.computedDefault("real_name")
		hostName, _ := l.computedDefault("host_name")
		return pyvalue.Str(expand(set.Str("DEFAULT_SUBJECT_PREFIX"), map[string]string{
			"real_name": pyvalue.Text(realName), "_internal_name": l.name, "host_name": pyvalue.Text(hostName),
		})), true
	case "encode_ascii_prefixes":
		if CharsetOf(set, set.Str("DEFAULT_SERVER_LANGUAGE")) == "us-ascii" {
			return int64(0), true
		}
		return int64(2), true
	}
	return nil, false
}

// defaultURL is DEFAULT_URL, an obsolete setting, or made of the pattern.
func (l *List) defaultURL() string {
	if url := l.env.Settings.Str("DEFAULT_URL"); url != "" {
		return url
	}
	return strings.Replace(l.env.Settings.Str("DEFAULT_URL_PATTERN"), "%s", l.env.Settings.Str("DEFAULT_URL_HOST"), 1)
}
