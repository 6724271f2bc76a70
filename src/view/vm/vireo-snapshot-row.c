/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "view/vm/vireo-snapshot-row.h"
#include "view/vm/vireo-snapshot-text.h"
#include "view/vm/vireo-snapshot-texture.h"

#define LANE_WIDTH 16
#define DOT_SIZE 9
#define LINE_WIDTH 2
#define PICTURE_WIDTH 56

/* --- the branch lines --- */

#define VIREO_TYPE_SNAPSHOT_LINES (vireo_snapshot_lines_get_type ())
G_DECLARE_FINAL_TYPE (VireoSnapshotLines, vireo_snapshot_lines, VIREO, SNAPSHOT_LINES, GtkWidget)

struct _VireoSnapshotLines
{
  GtkWidget parent_instance;

  VireoSnapshotNode *node; /* borrowed from the row (nullable) */
  gboolean upside_down;    /* the newest is on top */
};

G_DEFINE_FINAL_TYPE (VireoSnapshotLines, vireo_snapshot_lines, GTK_TYPE_WIDGET)

static void
vireo_snapshot_lines_measure (GtkWidget *widget, GtkOrientation orientation, int for_size,
                              int *minimum, int *natural, int *minimum_baseline,
                              int *natural_baseline)
{
  VireoSnapshotLines *self = VIREO_SNAPSHOT_LINES (widget);
  int lanes = self->node != NULL ? (int) vireo_snapshot_node_get_lane (self->node) + 1 : 1;

  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? lanes * LANE_WIDTH : DOT_SIZE;
}

/* In a language that is written from right to left the lanes begin at the right. */
static void
draw (VireoSnapshotLines *self, GtkSnapshot *snapshot, const GdkRGBA *colour, float x, float y,
      float width, float height)
{
  graphene_rect_t box = GRAPHENE_RECT_INIT (x, y, width, height);

  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    box.origin.x = gtk_widget_get_width (GTK_WIDGET (self)) - x - width;
  gtk_snapshot_append_color (snapshot, colour, &box);
}

static void
draw_dot (VireoSnapshotLines *self, GtkSnapshot *snapshot, const GdkRGBA *colour, float x, float y)
{
  graphene_rect_t box
      = GRAPHENE_RECT_INIT (x - DOT_SIZE / 2.f, y - DOT_SIZE / 2.f, DOT_SIZE, DOT_SIZE);
  GskRoundedRect round;

  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    box.origin.x = gtk_widget_get_width (GTK_WIDGET (self)) - x - DOT_SIZE / 2.f;
  gsk_rounded_rect_init_from_rect (&round, &box, DOT_SIZE / 2.f);
  gtk_snapshot_push_rounded_clip (snapshot, &round);
  gtk_snapshot_append_color (snapshot, colour, &box);
  gtk_snapshot_pop (snapshot);
}

static void
vireo_snapshot_lines_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VireoSnapshotLines *self = VIREO_SNAPSHOT_LINES (widget);
  float height = gtk_widget_get_height (widget);
  float middle = height / 2.f;
  GdkRGBA colour, faint;
  gboolean above, below;
  float x;

  if (self->node == NULL)
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  faint = colour;
  faint.alpha *= 0.4f;
  for (guint lane = 0; lane < VIREO_SNAPSHOT_MAX_LANES; lane++)
    if (vireo_snapshot_node_get_passing (self->node) & (1u << lane))
      draw (self, snapshot, &faint, (lane + 0.5f) * LANE_WIDTH - LINE_WIDTH / 2.f, 0, LINE_WIDTH,
            height);

  x = (vireo_snapshot_node_get_lane (self->node) + 0.5f) * LANE_WIDTH;
  above = vireo_snapshot_node_get_before (self->node) != NULL
          && !vireo_snapshot_node_is_fork (self->node);
  below = vireo_snapshot_node_has_after (self->node);
  if (self->upside_down ? below : above)
    draw (self, snapshot, &faint, x - LINE_WIDTH / 2.f, 0, LINE_WIDTH, middle);
  if (self->upside_down ? above : below)
    draw (self, snapshot, &faint, x - LINE_WIDTH / 2.f, middle, LINE_WIDTH, height - middle);
  if (vireo_snapshot_node_is_fork (self->node) && x > LANE_WIDTH)
    draw (self, snapshot, &faint, x - LANE_WIDTH, middle - LINE_WIDTH / 2.f, LANE_WIDTH,
          LINE_WIDTH);
  draw_dot (self, snapshot, &colour, x, middle);
}

static void
vireo_snapshot_lines_class_init (VireoSnapshotLinesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->measure = vireo_snapshot_lines_measure;
  widget_class->snapshot = vireo_snapshot_lines_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
vireo_snapshot_lines_init (VireoSnapshotLines *self)
{
}

/* --- the row --- */

struct _VireoSnapshotRow
{
  GtkBox parent_instance;

  VireoSnapshotNode *node; /* (owned) (nullable) */
  GCancellable *loading;   /* (owned) (nullable) */

  VireoSnapshotLines *lines;
  GtkImage *picture; /* (nullable): made when there is one to show */
  GtkLabel *title;
  GtkLabel *subtitle;
  GtkLabel *description; /* (nullable): likewise */
};

G_DEFINE_FINAL_TYPE (VireoSnapshotRow, vireo_snapshot_row, GTK_TYPE_BOX)

static void
vireo_snapshot_row_dispose (GObject *object)
{
  vireo_snapshot_row_clear (VIREO_SNAPSHOT_ROW (object));
  G_OBJECT_CLASS (vireo_snapshot_row_parent_class)->dispose (object);
}

static void
vireo_snapshot_row_class_init (VireoSnapshotRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vireo_snapshot_row_dispose;
}

static GtkLabel *
make_label (GtkBox *into)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_box_append (into, label);
  return GTK_LABEL (label);
}

static void
vireo_snapshot_row_init (VireoSnapshotRow *self)
{
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  gtk_box_set_spacing (GTK_BOX (self), 8);
  self->lines = g_object_new (VIREO_TYPE_SNAPSHOT_LINES, NULL);
  gtk_box_append (GTK_BOX (self), GTK_WIDGET (self->lines));
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_widget_set_margin_top (texts, 7);
  gtk_widget_set_margin_bottom (texts, 7);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_box_append (GTK_BOX (self), texts);
  self->title = make_label (GTK_BOX (texts));
  self->subtitle = make_label (GTK_BOX (texts));
  gtk_widget_add_css_class (GTK_WIDGET (self->subtitle), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->subtitle), "dim-label");
}

GtkWidget *
vireo_snapshot_row_new (void)
{
  return g_object_new (VIREO_TYPE_SNAPSHOT_ROW, NULL);
}

static void
show_picture (VireoSnapshotRow *self, GdkPaintable *paintable)
{
  if (self->picture == NULL)
    {
      self->picture = GTK_IMAGE (gtk_image_new ());
      gtk_image_set_pixel_size (self->picture, PICTURE_WIDTH);
      gtk_box_insert_child_after (GTK_BOX (self), GTK_WIDGET (self->picture),
                                  GTK_WIDGET (self->lines));
    }
  gtk_image_set_from_paintable (self->picture, paintable);
  gtk_widget_set_visible (GTK_WIDGET (self->picture), paintable != NULL);
}

static void
show_description (VireoSnapshotRow *self, const char *text)
{
  if (self->description == NULL && text != NULL)
    {
      self->description = make_label (GTK_BOX (gtk_widget_get_parent (GTK_WIDGET (self->title))));
      gtk_widget_add_css_class (GTK_WIDGET (self->description), "caption");
      /* Of several lines the first. */
      gtk_label_set_single_line_mode (self->description, TRUE);
    }
  if (self->description == NULL)
    return;
  gtk_label_set_label (self->description, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->description), text != NULL);
}

static void
picture_loaded (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (VireoSnapshotRow) self = data;
  g_autoptr (GdkTexture) texture
      = vireo_snapshot_texture_load_finish (VIREO_VM (source), result, NULL);

  /* A cancelled one is of a line that is not shown here any more. */
  if (texture == NULL)
    return;
  show_picture (self, GDK_PAINTABLE (texture));
}

static void
show_snapshot (VireoSnapshotRow *self, VireoVm *vm, VireoSnapshot *snapshot)
{
  g_autofree char *line = vireo_snapshot_text_line (snapshot);
  const char *description = vireo_snapshot_get_description (snapshot);
  g_autofree char *exact
      = vireo_snapshot_text_exact_time (vireo_snapshot_get_taken (snapshot));
  g_autofree char *tip
      = description != NULL ? g_strjoin ("\n", exact, description, NULL) : g_strdup (exact);

  gtk_label_set_label (self->title, vireo_snapshot_get_title (snapshot));
  gtk_label_set_label (self->subtitle, line);
  show_description (self, description);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), tip);
  self->loading = g_cancellable_new ();
  vireo_snapshot_texture_load_async (vm, vireo_snapshot_get_name (snapshot), PICTURE_WIDTH * 2,
                                     self->loading, picture_loaded, g_object_ref (self));
}

/* What the branch lines say.  The list item is what has the keyboard, so it has to say it. */
static void
describe_place (VireoSnapshotRow *self)
{
  GtkWidget *item = gtk_widget_get_parent (GTK_WIDGET (self));
  VireoSnapshot *before = vireo_snapshot_node_get_before (self->node);
  /* Translators: said of a line in the tree of snapshots; %s is the snapshot it comes from */
  g_autofree char *text
      = before != NULL ? g_strdup_printf (_ ("After “%s”"), vireo_snapshot_get_title (before))
                       : NULL;

  if (item != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (item), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    text != NULL ? text : "", -1);
}

/**
 * vireo_snapshot_row_show:
 * @vm: whose snapshots these are
 * @newest_first: whether the tree is upside down
 */
void
vireo_snapshot_row_show (VireoSnapshotRow *self, VireoVm *vm, VireoSnapshotNode *node,
                         gboolean newest_first)
{
  VireoSnapshot *snapshot = vireo_snapshot_node_get_snapshot (node);

  vireo_snapshot_row_clear (self);
  self->node = g_object_ref (node);
  self->lines->node = node;
  self->lines->upside_down = newest_first;
  gtk_widget_queue_resize (GTK_WIDGET (self->lines));
  describe_place (self);
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle), snapshot != NULL);
  if (snapshot != NULL)
    {
      gtk_widget_remove_css_class (GTK_WIDGET (self), "accent");
      gtk_widget_remove_css_class (GTK_WIDGET (self->title), "heading");
      show_snapshot (self, vm, snapshot);
      return;
    }
  gtk_label_set_label (self->title, _ ("You are here"));
  show_description (self, NULL);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), NULL);
  gtk_widget_add_css_class (GTK_WIDGET (self), "accent");
  gtk_widget_add_css_class (GTK_WIDGET (self->title), "heading");
}

void
vireo_snapshot_row_clear (VireoSnapshotRow *self)
{
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  if (self->lines != NULL && self->node != NULL)
    self->lines->node = NULL;
  if (self->picture != NULL && self->node != NULL)
    show_picture (self, NULL);
  g_clear_object (&self->node);
}

VireoSnapshotNode *
vireo_snapshot_row_get_node (VireoSnapshotRow *self)
{
  return self->node;
}
