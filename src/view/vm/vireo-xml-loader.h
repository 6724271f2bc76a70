/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtksourceview/gtksource.h>

G_BEGIN_DECLS

/* Brings a text into a buffer without holding the main loop up, however long it and its lines
 * are. */

typedef struct _VireoXmlLoader VireoXmlLoader;
typedef void (*VireoXmlLoaded) (gpointer user_data);

VireoXmlLoader *vireo_xml_loader_new (GtkSourceBuffer *buffer, VireoXmlLoaded loaded,
                                      gpointer user_data);
void            vireo_xml_loader_start (VireoXmlLoader *self, const char *text, gboolean undoable);
gboolean        vireo_xml_loader_is_busy (VireoXmlLoader *self);
const char     *vireo_xml_loader_get_note (VireoXmlLoader *self);
void            vireo_xml_loader_free (VireoXmlLoader *self);

G_END_DECLS
