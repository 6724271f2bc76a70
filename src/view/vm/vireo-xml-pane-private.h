/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/vireo-vm-xml.h"
#include "view/vm/vireo-xml-draft.h"
#include "view/vm/vireo-xml-pane.h"

G_BEGIN_DECLS

/* For vireo-xml-pane*.c only. */

struct _VireoXmlPane
{
  VireoVmPane parent_instance;

  VireoXmlDraft *draft;    /* (owned) (nullable): of the VM's next start; the VM has it too */
  VireoXmlDraft *running;  /* (owned) (nullable): what runs; never edited */
  GSignalGroup *watched;   /* (owned): the VM */
  GSignalGroup *followed;  /* (owned): the draft that is shown */
  GCancellable *reading;   /* (owned) (nullable): the reading under way */
  GCancellable *ordering;  /* (owned) (nullable): the check or change under way */
  gboolean read_again;     /* the VM changed during that */
  gboolean wants_live;     /* what the user chose to see, where there is a choice */
  char *problem;           /* (owned) (nullable): why nothing could be read */
  char *status;            /* (owned) (nullable): the last check in a line */
  GtkSourceSearchContext *search; /* (owned) (nullable) */
  GtkSourceSearchSettings *search_settings; /* (owned) */

  GtkSourceView *view;
  GtkListBox *problems;
  GtkSearchBar *search_bar;
  GtkEditable *search_entry;
};

/* vireo-xml-pane.c */
VireoXmlDraft *_vireo_xml_pane_get_shown_draft (VireoXmlPane *self);
gboolean       _vireo_xml_pane_is_live (VireoXmlPane *self);
void           _vireo_xml_pane_read (VireoXmlPane *self);
void           _vireo_xml_pane_set_status (VireoXmlPane *self, const char *status);
void           _vireo_xml_pane_update_actions (VireoXmlPane *self);

/* vireo-xml-pane-orders.c */
void           _vireo_xml_pane_class_orders_init (GtkWidgetClass *widget_class);

/* vireo-xml-pane-look.c */
void           _vireo_xml_pane_class_look_init (GtkWidgetClass *widget_class);
void           _vireo_xml_pane_look_init (VireoXmlPane *self);
void           _vireo_xml_pane_show_buffer (VireoXmlPane *self);
void           _vireo_xml_pane_set_problems (VireoXmlPane *self, GPtrArray *problems);

G_END_DECLS
