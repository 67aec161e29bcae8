/** What the runs of the specs are made of: names of the lab site, and a password made for these tests. */
export const LAB = {
  bootImage: 'PS100001',
  gateway: 'contoso-cmg.contoso.test',
  /** Without client certificates, as self-signed media need it. */
  managementPoint: 'mp03.contoso.test',
} as const;

/** Strong, and found nowhere else: specs look for it in places where it must not be. */
export const PASSWORD = 'mT4kWq9zRb7XsHn2Vd';

/** A draft that lacks nothing but outputs and password. */
export const READY = { bootImageId: LAB.bootImage, cmg: LAB.gateway, label: 'Contoso' } as const;
