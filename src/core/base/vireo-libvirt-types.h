/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* libvirt's handle types by name alone, so that headers which the view reads do not bring
 * libvirt's own along.  C11 lets libvirt.h say the same again. */

typedef struct _virConnect *virConnectPtr;
typedef struct _virConnectCredential *virConnectCredentialPtr;
typedef struct _virDomain *virDomainPtr;
typedef struct _virNetwork *virNetworkPtr;
typedef struct _virStoragePool *virStoragePoolPtr;
typedef struct _virTypedParameter *virTypedParameterPtr;

#define VIREO_UUID_LENGTH 37 /* of a UUID as text, with its end */
