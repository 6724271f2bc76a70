/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* A row to choose one of a few of libvirt's words, each shown in the user's own.  A word that is
 * not among them is kept and shown as it is. */

typedef struct
{
  const char *value; /* (nullable): NULL: the attribute is left out */
  const char *label; /* marked with N_() */
} VireoChoice;

#define VIREO_TYPE_CHOICE_ROW (vireo_choice_row_get_type ())
G_DECLARE_FINAL_TYPE (VireoChoiceRow, vireo_choice_row, VIREO, CHOICE_ROW, AdwComboRow)

void        vireo_choice_row_fill (VireoChoiceRow *self, const VireoChoice *choices, guint n,
                                   const char *value);
void        vireo_choice_row_set_value (VireoChoiceRow *self, const char *value);
const char *vireo_choice_row_get_value (VireoChoiceRow *self); /* (nullable) */

G_END_DECLS
