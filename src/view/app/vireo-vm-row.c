/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "core/base/vireo-units.h"
#include "view/app/vireo-vm-row.h"
#include "view/console/vireo-vm-picture.h"

#define ICON_SIZE 16
#define CELL_WIDTH 32 /* of icon or picture, so that names stand below one another */
#define CELL_HEIGHT 22
#define SPACING 8
#define MIN_HEIGHT 34
#define MIN_WIDTH 120
#define CURVE_WIDTH 40
#define CURVE_HEIGHT 16
#define DOT_SIZE 6
#define DIM 0.55f
#define GENERIC_ICON "computer-symbolic"

struct _VireoVmRow
{
  GtkWidget parent_instance;

  VireoOsCatalog *catalog; /* (owned) */
  VireoVm *vm;             /* (owned) (nullable) */
  gulong changed;
  VireoVmPicture *picture; /* borrowed from vm (nullable) */

  /* Made when first drawn, dropped when what they show changes. */
  PangoLayout *name;    /* (owned) (nullable) */
  PangoLayout *word;    /* (owned) (nullable) */
  GdkPaintable *icon;   /* (owned) (nullable) */
  GdkTexture *installer; /* (owned) (nullable): its screen, while it works */
  gboolean has_curve;
};

G_DEFINE_FINAL_TYPE (VireoVmRow, vireo_vm_row, GTK_TYPE_WIDGET)

static void
drop_drawn (VireoVmRow *self)
{
  g_clear_object (&self->name);
  g_clear_object (&self->word);
  g_clear_object (&self->icon);
  g_clear_object (&self->installer);
}

static gboolean
is_installing (VireoVm *vm)
{
  return vireo_vm_get_install_phase (vm) == VIREO_INSTALL_RUNNING
         && vireo_vm_get_facts (vm)->install_media != NULL;
}

/* Until the user has seen it. */
static char *
make_ready_word (VireoVm *vm)
{
  const char *address = vireo_vm_get_ip_address (vm);

  if (vireo_vm_get_facts (vm)->install_opened)
    return NULL;
  if (!vireo_vm_get_install_ready (vm))
    /* Translators: a system was just installed, and boots */
    return g_strdup (_ ("Installed, starting"));
  if (address == NULL)
    return g_strdup (_ ("Ready"));
  /* Translators: an installed system is up; %s is its IP address */
  return g_strdup_printf (_ ("Ready, %s"), address);
}

static char *
make_install_word (VireoVm *vm)
{
  guint minutes;
  gboolean stuck;

  g_object_get (vm, "install-minutes", &minutes, "install-stuck", &stuck, NULL);
  if (stuck)
    /* Translators: an installation that does not move any more */
    return g_strdup (_ ("Stuck?"));
  if (minutes == 0)
    return g_strdup (_ ("Installing"));
  /* Translators: how long an installation has taken, in minutes; there is little room */
  return g_strdup_printf (_ ("Installing, %u min"), minutes);
}

/* What stands at the end of the row; NULL while a curve says enough. */
static char *
make_word (VireoVm *vm)
{
  VireoVmState state = vireo_vm_get_state (vm);
  int order;

  g_object_get (vm, "order", &order, NULL);
  if (order == VIREO_VM_ORDER_START)
    return g_strdup (_ ("Starting…"));
  if (state == VIREO_VM_STATE_RUNNING && is_installing (vm))
    return make_install_word (vm);
  if (state == VIREO_VM_STATE_RUNNING)
    return vireo_vm_get_install_phase (vm) == VIREO_INSTALL_FINISHED ? make_ready_word (vm) : NULL;
  if (state == VIREO_VM_STATE_OFF && is_installing (vm) && vireo_vm_get_facts (vm)->install_begun)
    /* Translators: an installation that ended before it was done */
    return g_strdup (_ ("Broken off"));
  if (vireo_vm_get_facts (vm)->disk_full)
    /* Translators: why a virtual machine is paused; there is little room */
    return g_strdup (_ ("Disk full"));
  return state == VIREO_VM_STATE_UNKNOWN ? NULL : g_strdup (vireo_vm_state_get_label (state));
}

static VireoOs *
find_os (VireoVmRow *self)
{
  const VireoVmFacts *facts = vireo_vm_get_facts (self->vm);

  if (facts->os_id == NULL || !vireo_os_catalog_get_loaded (self->catalog))
    return NULL;
  return vireo_os_catalog_lookup (self->catalog, facts->os_id);
}

static void
update_accessible (VireoVmRow *self)
{
  g_autofree char *word = make_word (self->vm);

  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, vireo_vm_get_display_name (self->vm),
      GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
      word != NULL ? word : vireo_vm_state_get_label (vireo_vm_get_state (self->vm)), -1);
}

static void
vm_changed_cb (VireoVm *vm, GParamSpec *pspec, VireoVmRow *self)
{
  /* The curve moves while the words stay: laying them out again would be for nothing. */
  if (!g_str_equal (pspec->name, "cpu-usage"))
    {
      drop_drawn (self);
      update_accessible (self);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
redraw_all (VireoVmRow *self)
{
  drop_drawn (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static GdkPaintable *
find_icon (VireoVmRow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gtk_widget_get_display (widget));
  VireoOs *os = find_os (self);
  const char *name = os != NULL ? vireo_os_get_icon_name (os) : NULL;

  if (name == NULL || !gtk_icon_theme_has_icon (theme, name))
    name = GENERIC_ICON;
  return GDK_PAINTABLE (gtk_icon_theme_lookup_icon (
      theme, name, NULL, ICON_SIZE, gtk_widget_get_scale_factor (widget),
      gtk_widget_get_direction (widget), 0));
}

static GdkTexture *
make_installer (VireoVm *vm)
{
  GBytes *picture = vireo_vm_get_install_picture (vm);

  return picture != NULL && is_installing (vm) ? gdk_texture_new_from_bytes (picture, NULL) : NULL;
}

/* What tells more than the icon: the screen in an open console, or else the installer's. */
static GdkTexture *
find_screen (VireoVmRow *self)
{
  GdkTexture *seen = vireo_vm_picture_get_texture (self->picture);

  return seen != NULL ? seen : self->installer;
}

static void
ensure_drawn (VireoVmRow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  g_autofree char *word = NULL;

  if (self->name != NULL)
    return;
  self->name = gtk_widget_create_pango_layout (widget, vireo_vm_get_display_name (self->vm));
  pango_layout_set_ellipsize (self->name, PANGO_ELLIPSIZE_MIDDLE);
  pango_layout_set_single_paragraph_mode (self->name, TRUE);

  word = make_word (self->vm);
  self->has_curve = word == NULL && vireo_vm_get_state (self->vm) == VIREO_VM_STATE_RUNNING;
  if (word != NULL)
    {
      PangoAttrList *smaller = pango_attr_list_new ();

      pango_attr_list_insert (smaller, pango_attr_scale_new (PANGO_SCALE_SMALL));
      self->word = gtk_widget_create_pango_layout (widget, word);
      pango_layout_set_attributes (self->word, smaller);
      pango_attr_list_unref (smaller);
    }
  self->icon = find_icon (self);
  self->installer = make_installer (self->vm);
}

static void
snapshot_icon (VireoVmRow *self, GtkSnapshot *snapshot, float x, int height, const GdkRGBA *color)
{
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot,
                          &GRAPHENE_POINT_INIT (x, (height - ICON_SIZE) / 2));
  if (GTK_IS_SYMBOLIC_PAINTABLE (self->icon))
    {
      GdkRGBA colors[4] = { *color, *color, *color, *color };

      gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (self->icon), snapshot,
                                                ICON_SIZE, ICON_SIZE, colors, 4);
    }
  else
    gdk_paintable_snapshot (self->icon, snapshot, ICON_SIZE, ICON_SIZE);
  gtk_snapshot_restore (snapshot);
}

/* The screen as it was seen last; of a guest that does not run it is a memory, and looks so. */
static void
snapshot_screen (VireoVmRow *self, GtkSnapshot *snapshot, float x, int height)
{
  GdkTexture *texture = find_screen (self);
  float across = (float) CELL_WIDTH / gdk_texture_get_width (texture);
  float down = (float) CELL_HEIGHT / gdk_texture_get_height (texture);
  float factor = MIN (across, down);
  float width = gdk_texture_get_width (texture) * factor;
  float tall = gdk_texture_get_height (texture) * factor;
  gboolean dim = vireo_vm_is_stale (self->vm) ||
                 vireo_vm_get_state (self->vm) != VIREO_VM_STATE_RUNNING;
  GskRoundedRect frame;

  gsk_rounded_rect_init_from_rect (
      &frame,
      &GRAPHENE_RECT_INIT (x + (CELL_WIDTH - width) / 2, (height - tall) / 2, width, tall), 3);
  if (dim)
    gtk_snapshot_push_opacity (snapshot, DIM);
  gtk_snapshot_push_rounded_clip (snapshot, &frame);
  gtk_snapshot_append_texture (snapshot, texture, &frame.bounds);
  gtk_snapshot_pop (snapshot);
  if (dim)
    gtk_snapshot_pop (snapshot);
}

static void
snapshot_layout (GtkSnapshot *snapshot, PangoLayout *layout, float x, int height,
                 const GdkRGBA *color)
{
  int text_height;

  pango_layout_get_pixel_size (layout, NULL, &text_height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, (height - text_height) / 2));
  gtk_snapshot_append_layout (snapshot, layout, color);
  gtk_snapshot_restore (snapshot);
}

/* The last minutes as one column a sample, newest at the end of the line. */
static void
snapshot_curve (VireoVmRow *self, GtkSnapshot *snapshot, float x, int height, const GdkRGBA *color)
{
  guint n = 0;
  const float *samples = vireo_vm_get_cpu_history (self->vm, &n);
  float bottom = (height + CURVE_HEIGHT) / 2;
  float column = 2;
  guint shown = MIN (n, (guint) (CURVE_WIDTH / column));
  GdkRGBA faint = *color;

  faint.alpha *= 0.3f;
  gtk_snapshot_append_color (snapshot, &faint,
                             &GRAPHENE_RECT_INIT (x, bottom - 1, CURVE_WIDTH, 1));
  for (guint i = 0; i < shown; i++)
    {
      float use = CLAMP (samples[n - shown + i], 0.f, 1.f);
      float top = MAX (1.f, use * CURVE_HEIGHT);

      gtk_snapshot_append_color (
          snapshot, color,
          &GRAPHENE_RECT_INIT (x + CURVE_WIDTH - (shown - i) * column, bottom - top, column, top));
    }
}

static void
get_colors (GtkWidget *widget, gboolean at_rest, GdkRGBA *strong, GdkRGBA *dim, GdkRGBA *accent)
{
  GtkStyleContext *style = gtk_widget_get_style_context (widget);

  gtk_style_context_get_color (style, strong);
  *dim = *strong;
  dim->alpha *= DIM;
  if (!gtk_style_context_lookup_color (style, "accent_color", accent))
    *accent = *strong;
  if (at_rest)
    *strong = *dim;
}

static void
vireo_vm_row_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VireoVmRow *self = VIREO_VM_ROW (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GdkRGBA strong, dim, accent;
  gboolean pending;
  int end = 0; /* what the end of the row takes */
  int room, taken;

  if (self->vm == NULL)
    return;
  ensure_drawn (self);
  get_colors (widget, vireo_vm_is_stale (self->vm), &strong, &dim, &accent);
#define AT(x, w) (rtl ? width - (x) - (w) : (x))

  if (find_screen (self) != NULL)
    snapshot_screen (self, snapshot, AT (0, CELL_WIDTH), height);
  else
    snapshot_icon (self, snapshot, AT ((CELL_WIDTH - ICON_SIZE) / 2, ICON_SIZE), height,
                   self->has_curve ? &strong : &dim);
  if (self->word != NULL)
    {
      pango_layout_get_pixel_size (self->word, &end, NULL);
      snapshot_layout (snapshot, self->word, AT (width - end, end), height, &dim);
    }
  else if (self->has_curve)
    {
      end = CURVE_WIDTH;
      snapshot_curve (self, snapshot, AT (width - end, end), height, &accent);
    }

  g_object_get (self->vm, "updated", &pending, NULL);
  room = width - CELL_WIDTH - SPACING - (end > 0 ? end + SPACING : 0);
  if (pending)
    room -= DOT_SIZE + SPACING;
  pango_layout_set_width (self->name, MAX (room, 1) * PANGO_SCALE);
  pango_layout_get_pixel_size (self->name, &taken, NULL);
  /* A layout of the other direction sits at the far end of the room it was given. */
  pango_layout_set_width (self->name, MIN (taken, MAX (room, 1)) * PANGO_SCALE);
  snapshot_layout (snapshot, self->name, AT (CELL_WIDTH + SPACING, MIN (taken, room)), height,
                   &strong);
  if (pending)
    {
      GskRoundedRect dot;

      gsk_rounded_rect_init_from_rect (
          &dot,
          &GRAPHENE_RECT_INIT (AT (CELL_WIDTH + SPACING + MIN (taken, room) + SPACING, DOT_SIZE),
                               (height - DOT_SIZE) / 2, DOT_SIZE, DOT_SIZE),
          DOT_SIZE / 2);
      gtk_snapshot_push_rounded_clip (snapshot, &dot);
      gtk_snapshot_append_color (snapshot, &accent, &dot.bounds);
      gtk_snapshot_pop (snapshot);
    }
#undef AT
}

static void
vireo_vm_row_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum,
                      int *natural, int *minimum_baseline, int *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MIN_WIDTH;
      *natural = MIN_WIDTH * 2;
      return;
    }

  PangoContext *context = gtk_widget_get_pango_context (widget);
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int text = PANGO_PIXELS_CEIL (pango_font_metrics_get_height (metrics));

  pango_font_metrics_unref (metrics);
  *minimum = *natural = MAX (text + 12, MIN_HEIGHT);
}

static gboolean
vireo_vm_row_query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  VireoVmRow *self = VIREO_VM_ROW (widget);
  g_autoptr (GString) text = NULL;
  const char *address, *reason;
  guint64 written;
  gboolean pending;
  VireoOs *os;

  if (self->vm == NULL)
    return FALSE;
  text = g_string_new (vireo_vm_get_display_name (self->vm));
  os = find_os (self);
  reason = vireo_vm_facts_get_reason_label (vireo_vm_get_facts (self->vm));
  address = vireo_vm_get_ip_address (self->vm);
  g_string_append_printf (text, "\n%s", vireo_vm_state_get_label (vireo_vm_get_state (self->vm)));
  if (reason != NULL)
    g_string_append_printf (text, " (%s)", reason);
  if (os != NULL)
    g_string_append_printf (text, "\n%s", vireo_os_get_name (os));
  if (address != NULL)
    g_string_append_printf (text, "\n%s", address);
  g_object_get (self->vm, "updated", &pending, "install-written", &written, NULL);
  if (is_installing (self->vm) && written > 0)
    {
      g_autofree char *size = vireo_size_to_text (written);

      g_string_append_c (text, '\n');
      /* Translators: by an installer; %s is a size */
      g_string_append_printf (text, _ ("%s written so far"), size);
    }
  if (pending)
    g_string_append_printf (text, "\n%s", _ ("Changes take effect at the next start."));
  gtk_tooltip_set_text (tooltip, text->str);
  return TRUE;
}

static void
vireo_vm_row_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (vireo_vm_row_parent_class)->css_changed (widget, change);
  drop_drawn (VIREO_VM_ROW (widget));
}

static void
vireo_vm_row_dispose (GObject *object)
{
  VireoVmRow *self = VIREO_VM_ROW (object);

  vireo_vm_row_set_vm (self, NULL);
  drop_drawn (self);
  g_clear_object (&self->catalog);
  G_OBJECT_CLASS (vireo_vm_row_parent_class)->dispose (object);
}

static void
vireo_vm_row_class_init (VireoVmRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vireo_vm_row_dispose;
  widget_class->snapshot = vireo_vm_row_snapshot;
  widget_class->measure = vireo_vm_row_measure;
  widget_class->query_tooltip = vireo_vm_row_query_tooltip;
  widget_class->css_changed = vireo_vm_row_css_changed;
  gtk_widget_class_set_css_name (widget_class, "vmrow");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
vireo_vm_row_init (VireoVmRow *self)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
}

/**
 * vireo_vm_row_new:
 * @catalog: for the icon and name of the operating system, once it is loaded
 */
GtkWidget *
vireo_vm_row_new (VireoOsCatalog *catalog)
{
  VireoVmRow *self = g_object_new (VIREO_TYPE_VM_ROW, NULL);

  self->catalog = g_object_ref (catalog);
  g_signal_connect_object (catalog, "notify::loaded", G_CALLBACK (redraw_all), self,
                           G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

/**
 * vireo_vm_row_set_vm:
 * @vm: (nullable): what to show; %NULL for a row that waits to be used again
 */
void
vireo_vm_row_set_vm (VireoVmRow *self, VireoVm *vm)
{
  if (self->vm == vm)
    return;
  if (self->vm != NULL)
    {
      g_clear_signal_handler (&self->changed, self->vm);
      g_signal_handlers_disconnect_by_data (self->picture, self);
    }
  self->picture = vm != NULL ? vireo_vm_picture_of (vm) : NULL;
  g_set_object (&self->vm, vm);
  drop_drawn (self);
  if (vm != NULL)
    {
      g_signal_connect_swapped (self->picture, "notify::texture",
                                G_CALLBACK (gtk_widget_queue_draw), self);
      self->changed = g_signal_connect (vm, "notify", G_CALLBACK (vm_changed_cb), self);
      update_accessible (self);
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/**
 * vireo_vm_row_get_vm:
 *
 * Returns: (transfer none) (nullable): the VM shown
 */
VireoVm *
vireo_vm_row_get_vm (VireoVmRow *self)
{
  return self->vm;
}
