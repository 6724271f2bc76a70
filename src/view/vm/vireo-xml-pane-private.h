/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/model/vireo-vm-xml.h"
#include "view/vm/vireo-xml-draft.h"
#include "view/vm/vireo-xml-editor.h"
#include "view/vm/vireo-xml-pane.h"

G_BEGIN_DECLS

/* For vireo-xml-pane*.c only. */

/* Under which a VM keeps its draft while somebody edits it. */
#define VIREO_XML_DRAFT_KEY "vireo-xml-draft"

struct _VireoXmlPane
{
  VireoVmPane parent_instance;

  VireoXmlEditor *editor;  /* (nullable): borrowed from the template; made when first shown */
  guint preparing;         /* the source that prepares that, or 0 */
  guint step;              /* how far it is */
  VireoXmlDraft *draft;    /* (owned) (nullable): of the VM's next start; the VM has it too */
  VireoXmlDraft *running;  /* (owned) (nullable): what runs; never edited */
  GSignalGroup *watched;   /* (owned): the VM */
  GSignalGroup *followed;  /* (owned): the draft that is shown, and */
  GSignalGroup *typed;     /* (owned): its text */
  GCancellable *reading;   /* (owned) (nullable): the reading under way */
  GCancellable *asking;    /* (owned) (nullable): the check or comparison under way */
  gboolean read_again;     /* the VM changed during that */
  gboolean wants_live;     /* what the user chose to see, where there is a choice */
  char *problem;           /* (owned) (nullable): why nothing could be read */
  char *status;            /* (owned) (nullable): the last check in a line */

  GtkScrolledWindow *place;
  GtkListBox *problems;
  GtkWidget *problems_place;
  GtkSearchBar *search_bar;
  GtkEditable *search_entry;
};

/* vireo-xml-pane.c */
VireoXmlDraft *_vireo_xml_pane_get_shown_draft (VireoXmlPane *self);
gboolean       _vireo_xml_pane_is_live (VireoXmlPane *self);
void           _vireo_xml_pane_set_problem (VireoXmlPane *self, const char *problem);
void           _vireo_xml_pane_set_status (VireoXmlPane *self, const char *status);
void           _vireo_xml_pane_show_draft (VireoXmlPane *self);
void           _vireo_xml_pane_update_actions (VireoXmlPane *self);

/* vireo-xml-pane-follow.c */
void           _vireo_xml_pane_read (VireoXmlPane *self);
void           _vireo_xml_pane_stop_reading (VireoXmlPane *self);
void           _vireo_xml_pane_vm_refreshed (VireoXmlPane *self);
void           _vireo_xml_pane_follow (VireoXmlPane *self, VireoVm *vm);

/* vireo-xml-pane-orders.c */
void           _vireo_xml_pane_class_orders_init (GtkWidgetClass *widget_class);
void           _vireo_xml_pane_offer_rescue (VireoXmlPane *self, VireoVm *vm);

/* vireo-xml-pane-look.c */
void           _vireo_xml_pane_class_look_init (GtkWidgetClass *widget_class);
void           _vireo_xml_pane_make_editor (VireoXmlPane *self);
void           _vireo_xml_pane_set_problems (VireoXmlPane *self, GPtrArray *problems);

G_END_DECLS
