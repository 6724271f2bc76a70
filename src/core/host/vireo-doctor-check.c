/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One thing the doctor looked at: how it is, in a sentence, and what mends it. */

#include "config.h"

#include <glib/gi18n-lib.h>

#include "core/host/vireo-doctor-private.h"

struct _VireoDoctorCheck
{
  GObject parent_instance;

  char *id;
  char *title;
  VireoDoctorState state;
  char *sentence;
  char *command; /* (nullable) */
  VireoDoctorFix fix;
};

enum
{
  PROP_ID = 1,
  PROP_TITLE,
  PROP_STATE,
  PROP_SENTENCE,
  PROP_COMMAND,
  PROP_FIX,
  PROP_FIX_LABEL,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (VireoDoctorCheck, vireo_doctor_check, G_TYPE_OBJECT)

/* What is on the button, and what is asked before it is done. */
static const struct
{
  const char *label;
  const char *question;
} fixes[] = {
  [VIREO_DOCTOR_FIX_NONE] = { NULL, NULL },
  /* Translators: on a button: makes the missing network or storage pool "default" */
  [VIREO_DOCTOR_FIX_NETWORK_CREATE]
  = { N_ ("_Create"), N_ ("Create the virtual network “default” and start it?") },
  [VIREO_DOCTOR_FIX_NETWORK_START] = { N_ ("_Start"), N_ ("Start the virtual network “default”?") },
  [VIREO_DOCTOR_FIX_NETWORK_AUTOSTART]
  = { N_ ("_Autostart"), N_ ("Start the virtual network “default” whenever the host starts?") },
  [VIREO_DOCTOR_FIX_POOL_CREATE]
  = { N_ ("_Create"), N_ ("Create the storage pool “default” and start it?") },
  [VIREO_DOCTOR_FIX_POOL_START] = { N_ ("_Start"), N_ ("Start the storage pool “default”?") },
  [VIREO_DOCTOR_FIX_POOL_AUTOSTART]
  = { N_ ("_Autostart"), N_ ("Start the storage pool “default” whenever the host starts?") },
};

static const char *
fix_label (VireoDoctorFix fix)
{
  return fixes[fix].label != NULL ? _ (fixes[fix].label) : NULL;
}

static void
vireo_doctor_check_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VireoDoctorCheck *self = VIREO_DOCTOR_CHECK (object);

  switch (id)
    {
    case PROP_ID:
      g_value_set_string (value, self->id);
      break;
    case PROP_TITLE:
      g_value_set_string (value, self->title);
      break;
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_SENTENCE:
      g_value_set_string (value, self->sentence);
      break;
    case PROP_COMMAND:
      g_value_set_string (value, self->command);
      break;
    case PROP_FIX:
      g_value_set_uint (value, self->fix);
      break;
    case PROP_FIX_LABEL:
      g_value_set_string (value, fix_label (self->fix));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vireo_doctor_check_finalize (GObject *object)
{
  VireoDoctorCheck *self = VIREO_DOCTOR_CHECK (object);

  g_free (self->id);
  g_free (self->title);
  g_free (self->sentence);
  g_free (self->command);
  G_OBJECT_CLASS (vireo_doctor_check_parent_class)->finalize (object);
}

static void
vireo_doctor_check_class_init (VireoDoctorCheckClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = vireo_doctor_check_get_property;
  object_class->finalize = vireo_doctor_check_finalize;

  props[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL, flags);
  props[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  props[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, VIREO_DOCTOR_UNKNOWN,
                                         VIREO_DOCTOR_GOOD, flags);
  props[PROP_SENTENCE] = g_param_spec_string ("sentence", NULL, NULL, NULL, flags);
  props[PROP_COMMAND] = g_param_spec_string ("command", NULL, NULL, NULL, flags);
  props[PROP_FIX] = g_param_spec_uint ("fix", NULL, NULL, 0, VIREO_DOCTOR_FIX_POOL_AUTOSTART,
                                       VIREO_DOCTOR_FIX_NONE, flags);
  props[PROP_FIX_LABEL] = g_param_spec_string ("fix-label", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
vireo_doctor_check_init (VireoDoctorCheck *self)
{
}

VireoDoctorCheck *
vireo_doctor_check_new (const char *id, const char *title)
{
  VireoDoctorCheck *self = g_object_new (VIREO_TYPE_DOCTOR_CHECK, NULL);

  self->id = g_strdup (id);
  self->title = g_strdup (title);
  self->sentence = g_strdup ("");
  return self;
}

/* @sentence: (transfer full) */
void
vireo_doctor_check_say (VireoDoctorCheck *self, VireoDoctorState state, char *sentence)
{
  g_free (self->sentence);
  self->state = state;
  self->sentence = sentence;
}

/* @command: (transfer full) (nullable) */
void
vireo_doctor_check_set_command (VireoDoctorCheck *self, char *command)
{
  g_free (self->command);
  self->command = command;
}

void
vireo_doctor_check_set_fix (VireoDoctorCheck *self, VireoDoctorFix fix)
{
  self->fix = fix;
}

/* Takes over what @fresh, of the same id, says; only differences are notified. */
void
vireo_doctor_check_apply (VireoDoctorCheck *self, VireoDoctorCheck *fresh)
{
  g_object_freeze_notify (G_OBJECT (self));
  if (self->state != fresh->state)
    {
      self->state = fresh->state;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
    }
  if (g_strcmp0 (self->sentence, fresh->sentence) != 0)
    {
      vireo_doctor_check_say (self, self->state, g_strdup (fresh->sentence));
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SENTENCE]);
    }
  if (g_strcmp0 (self->command, fresh->command) != 0)
    {
      vireo_doctor_check_set_command (self, g_strdup (fresh->command));
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COMMAND]);
    }
  if (self->fix != fresh->fix)
    {
      self->fix = fresh->fix;
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FIX]);
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_FIX_LABEL]);
    }
  g_object_thaw_notify (G_OBJECT (self));
}

const char *
vireo_doctor_check_get_id (VireoDoctorCheck *self)
{
  return self->id;
}

const char *
vireo_doctor_check_get_title (VireoDoctorCheck *self)
{
  return self->title;
}

VireoDoctorState
vireo_doctor_check_get_state (VireoDoctorCheck *self)
{
  return self->state;
}

const char *
vireo_doctor_check_get_sentence (VireoDoctorCheck *self)
{
  return self->sentence;
}

/**
 * vireo_doctor_check_get_command:
 *
 * Returns: (nullable): what to type into a terminal to mend or to see it
 */
const char *
vireo_doctor_check_get_command (VireoDoctorCheck *self)
{
  return self->command;
}

VireoDoctorFix
vireo_doctor_check_get_fix (VireoDoctorCheck *self)
{
  return self->fix;
}

/**
 * vireo_doctor_check_get_question:
 *
 * Returns: (nullable): what to ask before the fix is carried out
 */
const char *
vireo_doctor_check_get_question (VireoDoctorCheck *self)
{
  return fixes[self->fix].question != NULL ? _ (fixes[self->fix].question) : NULL;
}
