// Says in words when a passkey came to nothing, and offers none where the browser knows none.

const show = (name) => { document.querySelector(`[data-passkey=${name}]`).hidden = false; };

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  show("failed");
});

if (!window.PublicKeyCredential) {
  const ids = ["passkey_login", "mfa_webauthn_authenticate", "mfa_webauthn_add", "mfa_webauthn_signup"];
  for (const button of ids.map((id) => document.getElementById(id))) if (button) button.hidden = true;
  show("unknown");
}
