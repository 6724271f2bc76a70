/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an installer can be told of languages, keyboards and places: names that every Anaconda of
 * the systems we install knows. */

#include "config.h"

#include "core/install/vireo-answers.h"

const VireoAnswersChoice vireo_answers_languages[] = {
  { "zh_CN.UTF-8", "中文（简体）" },
  { "zh_TW.UTF-8", "中文（台灣）" },
  { "zh_HK.UTF-8", "中文（香港）" },
  { "en_US.UTF-8", "English (US)" },
  { "en_GB.UTF-8", "English (UK)" },
  { "de_DE.UTF-8", "Deutsch" },
  { "es_ES.UTF-8", "Español" },
  { "fr_FR.UTF-8", "Français" },
  { "it_IT.UTF-8", "Italiano" },
  { "ja_JP.UTF-8", "日本語" },
  { "ko_KR.UTF-8", "한국어" },
  { "pt_BR.UTF-8", "Português (Brasil)" },
  { "ru_RU.UTF-8", "Русский" },
  { NULL, NULL },
};

const VireoAnswersChoice vireo_answers_keyboards[] = {
  { "us", "English (US)" },
  { "gb", "English (UK)" },
  { "cn", "中文" },
  { "tw", "中文（台灣）" },
  { "de", "Deutsch" },
  { "es", "Español" },
  { "fr", "Français" },
  { "it", "Italiano" },
  { "jp", "日本語" },
  { "kr", "한국어" },
  { "br", "Português (Brasil)" },
  { "ru", "Русский" },
  { NULL, NULL },
};

const char *const vireo_answers_time_zones[] = {
  "Asia/Shanghai",    "Asia/Urumqi",       "Asia/Hong_Kong",      "Asia/Macau",
  "Asia/Taipei",      "Asia/Tokyo",        "Asia/Seoul",          "Asia/Singapore",
  "Asia/Bangkok",     "Asia/Ho_Chi_Minh",  "Asia/Jakarta",        "Asia/Kuala_Lumpur",
  "Asia/Manila",      "Asia/Kolkata",      "Asia/Karachi",        "Asia/Dhaka",
  "Asia/Kathmandu",   "Asia/Almaty",       "Asia/Tashkent",       "Asia/Dubai",
  "Asia/Riyadh",      "Asia/Tehran",       "Asia/Jerusalem",      "Asia/Ulaanbaatar",
  "Asia/Vladivostok", "Asia/Novosibirsk",  "Europe/Moscow",       "Europe/Istanbul",
  "Europe/Athens",    "Europe/Helsinki",   "Europe/Kiev",         "Europe/Berlin",
  "Europe/Paris",     "Europe/Madrid",     "Europe/Rome",         "Europe/Amsterdam",
  "Europe/Stockholm", "Europe/Warsaw",     "Europe/Zurich",       "Europe/London",
  "Europe/Dublin",    "Europe/Lisbon",     "Africa/Cairo",        "Africa/Johannesburg",
  "Africa/Lagos",     "Africa/Nairobi",    "America/Sao_Paulo",   "America/Argentina/Buenos_Aires",
  "America/Santiago", "America/Bogota",    "America/Lima",        "America/Mexico_City",
  "America/New_York", "America/Toronto",   "America/Chicago",     "America/Denver",
  "America/Phoenix",  "America/Los_Angeles", "America/Vancouver", "America/Anchorage",
  "Pacific/Honolulu", "Australia/Perth",   "Australia/Sydney",    "Pacific/Auckland",
  "UTC",              NULL,
};
