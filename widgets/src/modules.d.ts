declare module "*.css" {
  const text: string;
  export default text;
}

declare module "inline:*" {
  const code: string;
  export default code;
}
