/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "view/common/vireo-vm-pane.h"

G_BEGIN_DECLS

/* The definition of a VM as text: what runs, to read, and what comes at the next start, to edit.
 * What is being edited stays with its VM until it is applied or discarded. */

#define VIREO_TYPE_XML_PANE (vireo_xml_pane_get_type ())
G_DECLARE_FINAL_TYPE (VireoXmlPane, vireo_xml_pane, VIREO, XML_PANE, VireoVmPane)

G_END_DECLS
