// SPDX-License-Identifier: GPL-2.0-or-later

package golden

// transactions lists the transactions of a transcript, without the number of
// the connection they came over.
func transactions(transcript any) []any {
	object, _ := transcript.(map[string]any)
	all, _ := object["transactions"].([]any)
	list := make([]any, 0, len(all))
	for _, item := range all {
		transaction := map[string]any{}
		for key, value := range item.(map[string]any) {
			switch key {
			case "connection":
			case "data", "article":
				transaction[key] = unfolded(value)
			case "rcpts":
				transaction["recips"] = value // in any order, see comparison.list
			default:
				transaction[key] = value
			}
		}
		list = append(list, transaction)
	}
	return list
}

func unfolded(data any) any {
	if data == nil {
		return nil
	}
	return unfoldHeaders(str(data))
}

// onePerRecipient divides each transaction into one for each recipient.
func onePerRecipient(list []any) []any {
	var divided []any
	for _, item := range list {
		transaction := item.(map[string]any)
		recips, _ := transaction["recips"].([]any)
		for _, recipient := range recips {
			one := map[string]any{}
			for key, value := range transaction {
				one[key] = value
			}
			one["recips"] = []any{recipient}
			divided = append(divided, one)
		}
	}
	return divided
}
