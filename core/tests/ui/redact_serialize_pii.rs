fn main() {
    let phone = closr::Pii::from("+15125550147");
    let _ = serde_json::to_string(&phone);
}
