/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/common/vireo-template.h"
#include "view/common/vireo-text.h"
#include "view/vm/vireo-snapshot-details.h"
#include "view/vm/vireo-snapshot-text.h"
#include "view/vm/vireo-snapshot-texture.h"

struct _VireoSnapshotDetails
{
  AdwBin parent_instance;

  VireoSnapshot *snapshot; /* (owned) (nullable) */
  guint n_chosen;
  char *why_no_revert; /* (owned) (nullable) */
  char *why_no_delete;
  char *here;            /* (owned) (nullable): of the present */
  GdkTexture *texture;   /* (owned) (nullable) */
  GCancellable *loading; /* (owned) (nullable) */
};

enum
{
  PROP_SNAPSHOT = 1,
  PROP_N_CHOSEN,
  PROP_PAGE,
  PROP_WHY_NO_REVERT,
  PROP_WHY_NO_DELETE,
  PROP_HERE,
  PROP_TEXTURE,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoSnapshotDetails, vireo_snapshot_details, ADW_TYPE_BIN)

static const char *
get_page (VireoSnapshotDetails *self)
{
  if (self->n_chosen == 0)
    return "none";
  if (self->n_chosen > 1)
    return "many";
  return self->snapshot != NULL ? "one" : "here";
}

static void
vireo_snapshot_details_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoSnapshotDetails *self = VIREO_SNAPSHOT_DETAILS (object);

  switch (id)
    {
    case PROP_SNAPSHOT:
      g_value_set_object (value, self->snapshot);
      break;
    case PROP_N_CHOSEN:
      g_value_set_uint (value, self->n_chosen);
      break;
    case PROP_PAGE:
      g_value_set_string (value, get_page (self));
      break;
    case PROP_WHY_NO_REVERT:
      g_value_set_string (value, self->why_no_revert);
      break;
    case PROP_WHY_NO_DELETE:
      g_value_set_string (value, self->why_no_delete);
      break;
    case PROP_HERE:
      g_value_set_string (value, self->here);
      break;
    case PROP_TEXTURE:
      g_value_set_object (value, self->texture);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* --- the picture --- */

static void
picture_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoSnapshotDetails) self = data;
  GdkTexture *texture = vireo_snapshot_texture_load_finish (VIREO_VM (source), result, NULL);

  if (texture == NULL)
    return; /* none, or of a snapshot that is not shown any more */
  g_clear_object (&self->texture);
  self->texture = texture;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TEXTURE]);
}

static void
load_picture (VireoSnapshotDetails *self, VireoVm *vm)
{
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  if (self->texture != NULL)
    {
      g_clear_object (&self->texture);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TEXTURE]);
    }
  if (self->snapshot == NULL)
    return;
  self->loading = g_cancellable_new ();
  vireo_snapshot_texture_load_async (vm, vireo_snapshot_get_name (self->snapshot), 0, self->loading,
                                     picture_loaded, g_object_ref (self));
}

/* --- what is shown --- */

static void
take_text (VireoSnapshotDetails *self, char **place, char *text, guint prop)
{
  gboolean same = g_strcmp0 (*place, text) == 0;

  g_free (*place);
  *place = text;
  if (!same)
    g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

/* The page it is shown on takes markup. */
static char *
make_here (VireoSnapshotTree *tree)
{
  VireoSnapshot *current = vireo_snapshot_tree_get_current (tree);

  if (current == NULL)
    return g_strdup (_ ("The virtual machine as it is now."));
  /* Translators: the name of a snapshot */
  return g_markup_printf_escaped (_ ("The virtual machine as it is now.  It goes on from “%s”."),
                                  vireo_snapshot_get_title (current));
}

/**
 * vireo_snapshot_details_show:
 * @tree: (nullable): of the VM
 * @snapshot: (nullable): the one that is chosen; %NULL with one chosen: the present
 * @n_chosen: how many lines are
 */
void
vireo_snapshot_details_show (VireoSnapshotDetails *self,
                             VireoSnapshotTree *tree,
                             VireoSnapshot *snapshot,
                             guint n_chosen)
{
  const VireoSnapshotFacts *facts = tree != NULL ? vireo_snapshot_tree_get_facts (tree) : NULL;
  gboolean other = self->snapshot != snapshot;

  g_object_freeze_notify (G_OBJECT (self));
  self->n_chosen = n_chosen;
  if (g_set_object (&self->snapshot, snapshot))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SNAPSHOT]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_CHOSEN]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PAGE]);
  take_text (self, &self->why_no_revert,
             facts != NULL && snapshot != NULL
                 ? vireo_snapshot_policy_why_no_revert (facts, snapshot) : NULL,
             PROP_WHY_NO_REVERT);
  take_text (self, &self->why_no_delete,
             facts != NULL && snapshot != NULL
                 ? vireo_snapshot_policy_why_no_delete (facts, snapshot) : NULL,
             PROP_WHY_NO_DELETE);
  take_text (self, &self->here, tree != NULL ? make_here (tree) : NULL, PROP_HERE);
  g_object_thaw_notify (G_OBJECT (self));
  if (other)
    load_picture (self, tree != NULL ? vireo_snapshot_tree_get_vm (tree) : NULL);
}

/* --- words for the bindings --- */

static char *
title_text (gpointer instance, VireoSnapshot *snapshot)
{
  return g_strdup (snapshot != NULL ? vireo_snapshot_get_title (snapshot) : "");
}

static char *
description_text (gpointer instance, VireoSnapshot *snapshot)
{
  const char *text = snapshot != NULL ? vireo_snapshot_get_description (snapshot) : NULL;

  return g_strdup (text != NULL ? text : "");
}

static char *
taken_text (gpointer instance, VireoSnapshot *snapshot)
{
  g_autofree char *exact = NULL;
  g_autofree char *relative = NULL;

  if (snapshot == NULL)
    return g_strdup ("");
  exact = vireo_snapshot_text_exact_time (vireo_snapshot_get_taken (snapshot));
  relative = vireo_snapshot_text_time (vireo_snapshot_get_taken (snapshot));
  if (g_str_has_prefix (exact, relative))
    return g_steal_pointer (&exact);
  return g_strdup_printf ("%s (%s)", exact, relative);
}

static char *
state_text (gpointer instance, VireoSnapshot *snapshot)
{
  return g_strdup (snapshot != NULL ? vireo_snapshot_text_state (snapshot) : "");
}

static char *
kind_text (gpointer instance, VireoSnapshot *snapshot)
{
  return g_strdup (
      snapshot != NULL ? vireo_snapshot_text_kind (vireo_snapshot_get_kind (snapshot)) : "");
}

static char *
size_text (gpointer instance, VireoSnapshot *snapshot)
{
  return vireo_text_size (NULL, snapshot != NULL ? vireo_snapshot_get_size (snapshot) : 0);
}

static char *
disks_text (gpointer instance, VireoSnapshot *snapshot)
{
  return snapshot != NULL ? vireo_snapshot_text_disks (snapshot) : g_strdup ("");
}

static char *
many_text (gpointer instance, guint n)
{
  return g_strdup_printf (ngettext ("%u Snapshot Chosen", "%u Snapshots Chosen", n), n);
}

static char *
reasons_text (gpointer instance, const char *no_revert, const char *no_delete)
{
  /* Translators: a sentence follows */
  g_autofree char *revert
      = no_revert != NULL ? g_strdup_printf (_ ("It cannot be reverted to: %s"), no_revert) : NULL;
  g_autofree char *deletion
      = no_delete != NULL ? g_strdup_printf (_ ("It cannot be deleted: %s"), no_delete) : NULL;

  if (revert != NULL && deletion != NULL)
    return g_strjoin ("\n", revert, deletion, NULL);
  return g_strconcat (revert != NULL ? revert : "", deletion != NULL ? deletion : "", NULL);
}

static gboolean
has_reasons (gpointer instance, const char *no_revert, const char *no_delete)
{
  return no_revert != NULL || no_delete != NULL;
}

static gboolean
has_texture (gpointer instance, GdkTexture *texture)
{
  return texture != NULL;
}

static gboolean
is_filled (gpointer instance, const char *text)
{
  return text != NULL && *text != '\0';
}

/* --- the object --- */

static void
vireo_snapshot_details_dispose (GObject *object)
{
  VireoSnapshotDetails *self = VIREO_SNAPSHOT_DETAILS (object);

  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_object (&self->snapshot);
  g_clear_object (&self->texture);
  G_OBJECT_CLASS (vireo_snapshot_details_parent_class)->dispose (object);
}

static void
vireo_snapshot_details_finalize (GObject *object)
{
  VireoSnapshotDetails *self = VIREO_SNAPSHOT_DETAILS (object);

  g_free (self->why_no_revert);
  g_free (self->why_no_delete);
  g_free (self->here);
  G_OBJECT_CLASS (vireo_snapshot_details_parent_class)->finalize (object);
}

static void
bind_words (GtkWidgetClass *klass)
{
  gtk_widget_class_bind_template_callback (klass, title_text);
  gtk_widget_class_bind_template_callback (klass, description_text);
  gtk_widget_class_bind_template_callback (klass, taken_text);
  gtk_widget_class_bind_template_callback (klass, state_text);
  gtk_widget_class_bind_template_callback (klass, kind_text);
  gtk_widget_class_bind_template_callback (klass, size_text);
  gtk_widget_class_bind_template_callback (klass, disks_text);
  gtk_widget_class_bind_template_callback (klass, many_text);
  gtk_widget_class_bind_template_callback (klass, reasons_text);
  gtk_widget_class_bind_template_callback (klass, has_reasons);
  gtk_widget_class_bind_template_callback (klass, has_texture);
  gtk_widget_class_bind_template_callback (klass, is_filled);
}

static void
vireo_snapshot_details_class_init (VireoSnapshotDetailsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_snapshot_details_get_property;
  object_class->dispose = vireo_snapshot_details_dispose;
  object_class->finalize = vireo_snapshot_details_finalize;

  props[PROP_SNAPSHOT]
      = g_param_spec_object ("snapshot", NULL, NULL, VIREO_TYPE_SNAPSHOT, flags);
  props[PROP_N_CHOSEN] = g_param_spec_uint ("n-chosen", NULL, NULL, 0, G_MAXUINT, 0, flags);
  props[PROP_PAGE] = g_param_spec_string ("page", NULL, NULL, "none", flags);
  props[PROP_WHY_NO_REVERT] = g_param_spec_string ("why-no-revert", NULL, NULL, NULL, flags);
  props[PROP_WHY_NO_DELETE] = g_param_spec_string ("why-no-delete", NULL, NULL, NULL, flags);
  props[PROP_HERE] = g_param_spec_string ("here", NULL, NULL, NULL, flags);
  props[PROP_TEXTURE] = g_param_spec_object ("texture", NULL, NULL, GDK_TYPE_TEXTURE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/vireovm/Vireo/vm/vireo-snapshot-details.ui");
  bind_words (widget_class);
}

static void
vireo_snapshot_details_init (VireoSnapshotDetails *self)
{
  vireo_init_template (GTK_WIDGET (self));
}
