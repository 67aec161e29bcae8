import '@napi-rs/keyring';
export {};
