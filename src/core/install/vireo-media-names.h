/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the file name of an installation image gives away.  A name is only a hint: people rename
 * files.  Any thread. */

char      **vireo_media_names_guess (const char *file_name);
const char *vireo_media_names_find_arch (const char *text);

G_END_DECLS
