import { ownOrigin } from "./decide-request.ts";

/**
 * Sent with every answer. No script but the server's own files runs, nothing is evaluated, nothing is loaded from elsewhere and no page
 * may frame the studio. Styles may be inline because menus and scroll areas place themselves with style elements; scripts may not.
 */
export function securityHeaders(port: number): Record<string, string> {
  const socket = ownOrigin(port).replace("http:", "ws:");
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    `connect-src 'self' ${socket}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ];
  return {
    "Content-Security-Policy": policy.join("; "),
    "Permissions-Policy":
      "camera=(self), microphone=(), geolocation=(), display-capture=(), usb=(), serial=(), hid=()",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
  };
}
