/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The user's public SSH keys, for guests to let them in.  What is in the files may be anything. */

gboolean    vireo_ssh_key_check (const char *line, GError **error); /* any thread */
const char *vireo_ssh_key_get_name (const char *line);              /* of a key that is fine */
GStrv       vireo_ssh_keys_parse (const char *text);                /* any thread */
GStrv       vireo_ssh_keys_find (const char *folder);               /* worker */

G_END_DECLS
