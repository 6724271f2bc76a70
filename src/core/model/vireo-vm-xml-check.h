/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What is wrong with a VM's definition that somebody typed.  Slow: for workers, though any thread
 * may. */

typedef struct
{
  guint line; /* counted from 1; 0 when it is not known */
  char *text;
} VireoVmXmlProblem;

VireoVmXmlProblem *vireo_vm_xml_problem_new (guint line, const char *text);
void               vireo_vm_xml_problem_free (gpointer problem);

char              *vireo_vm_xml_find_schema (void);
GPtrArray         *vireo_vm_xml_check (const char *text, const char *uuid, const char *name,
                                       const char *schema);

G_END_DECLS
