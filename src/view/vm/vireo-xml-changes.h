/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* What differs between two definitions, line by line.  Signals: reload, keep (the answers of one
 * that asks what is to be done about it). */

#define VIREO_TYPE_XML_CHANGES (vireo_xml_changes_get_type ())
G_DECLARE_FINAL_TYPE (VireoXmlChanges, vireo_xml_changes, VIREO, XML_CHANGES, AdwWindow)

GtkWidget *vireo_xml_changes_new (GtkWindow *parent, const char *title, GPtrArray *lines,
                                  gboolean asks);

G_END_DECLS
